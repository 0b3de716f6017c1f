import { AssertionError } from "node:assert";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { requireContract, requireResult, requireValue } from "../contract/faults/arguments.ts";
import { type OptionTypes, requireOptions } from "../contract/faults/options.ts";
import { type AnyContract, quote } from "../contract/index.ts";

/** Options of {@link readCoverage}. */
export interface CoverageOptions {
  /** Codes that tests cannot raise. @default none */
  readonly except?: readonly string[] | undefined;
}

/** The codes of a contract that tests have raised. */
export interface CodeCoverage {
  /** Name and version of the contract. */
  readonly contract: string;
  /** The contract's own codes. */
  readonly codes: readonly string[];
  /** Those that a test has raised. */
  readonly raised: readonly string[];
  /** Those that no test has raised, without the codes of `except`. */
  readonly missing: readonly {
    /** The code. */
    readonly code: string;
    /** Its HTTP status. */
    readonly status: number;
    /** When it occurs. */
    readonly when: string;
  }[];
  /** The codes of `except` that a test has raised. */
  readonly needlessExceptions: readonly string[];
  /** The codes that an operation declares and no test has raised there, without those of `always` and of `except`. */
  readonly operations: readonly {
    /** Name of the operation: `POST /v1/orders`. */
    readonly operation: string;
    /** Its codes that no test has raised there. */
    readonly missing: readonly string[];
  }[];
}

/** A code that a test has raised, and the operation if it is known. */
export interface RaisedCode {
  readonly code: string;
  readonly operation?: string | undefined;
}

const written = new Set<string>();

/** Adds a code to the coverage of a contract. Each line is appended at once, so that several processes can share the file. */
export function addRaised(
  { name }: AnyContract,
  { code, operation }: RaisedCode,
  folder: string | undefined = process.env.ERRATA_COVERAGE,
): void {
  if (folder === undefined || folder === "") return;
  const file = fileOf(folder, name);
  const line = `${JSON.stringify({ code, operation })}\n`;
  if (written.has(file + line)) return;
  written.add(file + line);
  mkdirSync(folder, { recursive: true });
  appendFileSync(file, line);
}

/**
 * Deletes the coverage of an earlier run, and creates the folder. Call it before the first test of a run, in one process. Files
 * that are not coverage stay.
 *
 * @example
 * ```ts
 * import { clearCoverage } from "errata/testing";
 *
 * // The globalSetup of vitest or jest
 * export default function setup(): void {
 *   process.env.ERRATA_COVERAGE = "coverage/errors";
 *   clearCoverage(process.env.ERRATA_COVERAGE);
 * }
 * ```
 */
export function clearCoverage(folder: string): void {
  requireValue("clearCoverage: folder", folder, "string");
  if (folder === "") throw new TypeError("Expected clearCoverage: folder to be a path, received an empty text.");
  // A run whose tests raise nothing leaves an empty folder: not the same as one without ERRATA_COVERAGE.
  mkdirSync(folder, { recursive: true });
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isFile() && isCoverage(join(folder, entry.name))) rmSync(join(folder, entry.name));
  written.clear();
}

/**
 * Reads which codes the tests of all processes have raised. The `errata coverage` command prints the same.
 *
 * @throws Error if the folder does not exist; TypeError if `except` has an unknown code
 * @example
 * ```ts
 * import { loadContract } from "errata/load";
 * import { formatCoverage, readCoverage } from "errata/testing";
 *
 * const shop = await loadContract("shop.yaml");
 * console.log(formatCoverage(readCoverage(shop, "coverage/errors", { except: ["INTERNAL_ERROR"] })));
 * ```
 */
export function readCoverage(contract: AnyContract, folder: string, options: CoverageOptions = {}): CodeCoverage {
  requireContract("readCoverage", contract);
  requireOptions("readCoverage", options, { except: "list" } satisfies OptionTypes<CoverageOptions>);
  const { name, version, codes, entries, always, operations } = contract;
  const except = new Set(options.except);
  for (const code of except) {
    if (!codes.includes(code))
      throw new TypeError(
        `ERRATA_COVERAGE: expected codes of contract "${name}" in \`except\`, received ${quote(code)}. Its codes: ${codes.join(", ")}.`,
      );
  }
  const raised = readRaised(name, folder);
  const isRaised = (code: string, operation?: string): boolean =>
    raised.some((each) => each.code === code && (operation === undefined || each.operation === operation));
  const byOperation = [...operations.values()].map((operation) => ({
    operation: operation.name,
    missing: operation.codes.filter(
      (code) => !always.includes(code) && !except.has(code) && !isRaised(code, operation.name),
    ),
  }));
  return {
    contract: `${name} ${version}`,
    codes,
    raised: codes.filter((code) => isRaised(code)),
    missing: codes
      .filter((code) => !isRaised(code) && !except.has(code))
      .map((code) => ({ code, status: entries.get(code)?.status ?? 0, when: entries.get(code)?.when ?? "" })),
    needlessExceptions: [...except].filter((code) => isRaised(code)),
    operations: byOperation.filter(({ missing }) => missing.length > 0),
  };
}

/**
 * Writes a coverage as text: the codes that no test has raised, with their statuses and conditions.
 *
 * @param showsOperations whether the missing codes of each operation are listed too. @default false
 * @example
 * ```ts
 * import { type CodeCoverage, formatCoverage } from "errata/testing";
 *
 * export const print = (coverage: CodeCoverage): void => console.log(formatCoverage(coverage, true));
 * ```
 */
export function formatCoverage(coverage: CodeCoverage, showsOperations = false): string {
  requireResult("formatCoverage: coverage", coverage, "raised", "readCoverage(…)");
  const { contract, codes, raised, missing, needlessExceptions, operations } = coverage;
  const width = Math.max(...missing.map(({ code }) => code.length));
  const lines = [`${contract}: tests raised ${raised.length} of ${codes.length} codes.`];
  if (missing.length > 0) lines.push("Missing:");
  for (const { code, status, when } of missing) lines.push(`  ${code.padEnd(width)}  ${status}  ${when}`);
  if (needlessExceptions.length > 0)
    lines.push(`Excepted, but raised: ${needlessExceptions.join(", ")}. Remove it from the exceptions.`);
  if (showsOperations && operations.length > 0) {
    lines.push("Missing at an operation that declares them:");
    for (const each of operations) lines.push(`  ${each.operation}  ${each.missing.join(", ")}`);
  }
  return lines.join("\n");
}

/**
 * Expects that tests have raised every code of a contract. Call it when all tests of a run have ended.
 *
 * @throws AssertionError that lists the missing codes
 * @example
 * ```ts
 * import { loadContract } from "errata/load";
 * import { expectCoverage } from "errata/testing";
 *
 * expectCoverage(await loadContract("shop.yaml"), "coverage/errors", { except: ["INTERNAL_ERROR"] });
 * ```
 */
export function expectCoverage(contract: AnyContract, folder: string, options: CoverageOptions = {}): void {
  requireContract("expectCoverage", contract);
  const coverage = readCoverage(contract, folder, options);
  const { missing, needlessExceptions } = coverage;
  if (missing.length === 0 && needlessExceptions.length === 0) return;
  throw new AssertionError({
    message: `expected every code of ${contract.name} to be raised by a test.\n${formatCoverage(coverage)}`,
    actual: coverage.raised,
    expected: contract.codes.filter((code) => options.except?.includes(code) !== true),
    operator: "expectCoverage",
    stackStartFn: expectCoverage,
  });
}

function fileOf(folder: string, name: string): string {
  return join(folder, `${encodeURIComponent(name)}.jsonl`);
}

function readRaised(name: string, folder: string): readonly RaisedCode[] {
  if (!existsSync(folder))
    throw new Error(
      `ERRATA_COVERAGE: expected the folder to which tests add the codes that they raise, received ${quote(folder)}, which ` +
        "does not exist. Run the tests with the environment variable ERRATA_COVERAGE set to the folder. If it was set, no test " +
        "has raised a code; call `clearCoverage` before the first test, which creates the folder.",
    );
  const file = fileOf(folder, name);
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8").split("\n").flatMap(parseLine);
}

/** Returns whether a file was written by `addRaised`: its first line has a code, and nothing but the operation beside it. */
function isCoverage(file: string): boolean {
  if (!file.endsWith(".jsonl")) return false;
  const [first] = readFileSync(file, "utf8").split("\n", 1).flatMap(parseLine);
  return typeof first?.code === "string" && Object.keys(first).every((key) => key === "code" || key === "operation");
}

/** Returns nothing for the end of the file, and for the line of a process that was killed while it wrote. */
function parseLine(line: string): readonly RaisedCode[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
