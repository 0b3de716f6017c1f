import { AssertionError } from "node:assert";
import { requireContract } from "../contract/faults/arguments.ts";
import { type OptionTypes, requireOptions } from "../contract/faults/options.ts";
import type { AnyContract } from "../contract/index.ts";
import type { Occurrence, Recorder } from "../server/index.ts";
import { addRaised } from "./coverage.ts";
import { rememberError } from "./recent-errors.ts";

/** Options of {@link errorRecorder}. All of them are optional. */
export interface ErrorRecorderOptions {
  /**
   * Function of the test runner that registers a check after each test. A test then fails if it caused an undeclared or
   * uncatalogued error. @default none: call `expectDeclared()`
   */
  readonly afterEach?: ((check: () => void) => void) | undefined;
  /** Folder to which the raised codes are added, see `readCoverage`. @default the environment variable ERRATA_COVERAGE; without it nothing is written */
  readonly coverage?: string | undefined;
  /** Receives every occurrence too, such as a logger. @default none */
  readonly record?: Recorder | undefined;
}

/** A recorder for tests. Pass it to a boundary as `record`. */
export interface ErrorRecorder extends Recorder {
  /** Every error that left the boundary, in order. */
  readonly occurrences: Occurrence[];
  /**
   * Expects that no error since the last check was undeclared (its operation does not list the code) or uncatalogued (a
   * handler returned an error response of its own).
   *
   * @throws AssertionError that lists them
   */
  expectDeclared(): void;
}

/**
 * Creates a recorder for tests. It keeps every error, adds the raised codes to the coverage of the contract, and lets failed
 * expectations of `expectError` show the cause that the boundary recorded.
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { boundary } from "errata/server";
 * import { errorRecorder } from "errata/testing";
 * import { afterEach } from "node:test";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 *   operations: { "POST /orders": ["SOLD_OUT"] },
 * });
 * export const record = errorRecorder(shop, { afterEach });
 * export const shopBoundary = boundary(shop, { record });
 * ```
 */
export function errorRecorder(contract: AnyContract, options: ErrorRecorderOptions = {}): ErrorRecorder {
  requireContract("errorRecorder", contract);
  requireOptions("errorRecorder", options, {
    afterEach: "function",
    coverage: "string",
    record: "function",
  } satisfies OptionTypes<ErrorRecorderOptions>);
  const { afterEach, coverage, record } = options;
  const occurrences: Occurrence[] = [];
  let checked = 0;
  const recorder: Recorder = (occurrence, request) => {
    occurrences.push(occurrence);
    rememberError(occurrence);
    if (!occurrence.uncatalogued) addRaised(contract, occurrence, coverage);
    record?.(occurrence, request);
  };
  const expectDeclared = (): void => {
    const since = occurrences.slice(checked);
    checked = occurrences.length;
    const wrong = since.filter(({ undeclared, uncatalogued }) => undeclared || uncatalogued);
    if (wrong.length > 0) throw failure(contract, wrong, expectDeclared);
  };
  afterEach?.(expectDeclared);
  return Object.assign(recorder, { occurrences, expectDeclared });
}

function failure(contract: AnyContract, wrong: readonly Occurrence[], above: () => void): AssertionError {
  const lines = wrong.map((occurrence) => `- ${describe(occurrence)}`);
  const count = wrong.length === 1 ? "1 other" : `${wrong.length} others`;
  return new AssertionError({
    message: `expected only declared errors of ${contract.name}, received ${count}:\n${lines.join("\n")}`,
    actual: wrong.map(({ code }) => code),
    expected: [],
    operator: "expectDeclared",
    stackStartFn: above,
  });
}

function describe({ method, route, operation, code, status, uncatalogued, requestId, note }: Occurrence): string {
  const place = operation ?? `${method} ${route ?? "(no route)"}`;
  const problem = uncatalogued
    ? `returned a response with status ${status} that is not an error of the contract. Throw an error of the contract instead`
    : `responded with ${code} (${status}), which it does not declare. Add the code to the operation, or raise another`;
  return `${place} ${problem}. (request ${[requestId, note].filter((part) => part !== undefined).join("; ")})`;
}
