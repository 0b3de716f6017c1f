import { requireResult } from "../../contract/faults/arguments.ts";
import type { DocumentedError, DocumentedOperation, ErrorFacts } from "./error-facts.ts";

/** The score of an API's errors, and how it comes about. */
export interface ErrorScore {
  /** 0 to 100, the sum of the parts, rounded. */
  readonly score: number;
  /** The parts, in the order of their weight. */
  readonly parts: readonly ScorePart[];
}

/** One part of the score. */
export interface ScorePart {
  /** Name of the part. */
  readonly name: string;
  /** Points that it can add. */
  readonly weight: number;
  /** Points that it adds, 0 to `weight`. */
  readonly points: number;
  /** The readers that the part serves: people, clients or agents. */
  readonly serves: string;
  /** The measured fact, as one sentence. */
  readonly text: string;
}

/**
 * Scores how well documented errors serve the people, clients and agents that meet them. An API that documents no errors
 * scores 0: silence helps nobody.
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { factsOfContract, scoreErrors } from "errata/check";
 *
 * const errors = { GONE: { kind: "not_found", when: "No order has the id.", message: "Gone." } } as const;
 * scoreErrors(factsOfContract(contract({ name: "shop", version: "1.0.0", errors }))).score;
 * ```
 */
export function scoreErrors(facts: ErrorFacts): ErrorScore {
  requireResult("scoreErrors: facts", facts, "operations", "factsOfContract(…) or factsOfOpenApi(…)");
  const { operations } = facts;
  const errors = operations.flatMap((operation) => operation.errors);
  const specific = errors.filter(({ status }) => status !== undefined);
  const parts = [
    documentedPart(operations),
    sharePart("codes", 20, "clients and agents", specific, "have a code that is listed", ({ code }) =>
      code === undefined ? 0 : code === "open" ? 0.25 : 1,
    ),
    sharePart("conditions", 15, "people and agents", specific, "say exactly when they occur", ({ condition }) =>
      saysWhen(condition),
    ),
    sharePart("actions", 15, "people and agents", specific, "say who must act, and how", ({ action }) =>
      action === "data" ? 1 : action === "prose" ? 0.5 : 0,
    ),
    sharePart(
      "retries",
      10,
      "clients and agents",
      specific.filter(({ status = 0 }) => status === 429 || status >= 500),
      "say whether a retry can help",
      ({ saysRetry }) => (saysRetry ? 1 : 0),
    ),
    shapePart(errors),
    sharePart("examples", 5, "people", specific, "have an example", ({ hasExample }) => (hasExample ? 1 : 0)),
  ];
  return { score: Math.round(parts.reduce((sum, { points }) => sum + points, 0)), parts };
}

/** The errors that an operation must document: those of its input, of authentication, and of the server. */
function documentedPart(operations: readonly DocumentedOperation[]): ScorePart {
  const needs = operations.flatMap(({ name, hasBody, isSecured, errors }) => {
    const has = (test: (status: number) => boolean): boolean =>
      errors.some(({ status }) => status !== undefined && test(status));
    return [
      ...(hasBody || name.includes("{") ? [has((status) => [400, 404, 409, 410, 422].includes(status))] : []),
      ...(isSecured ? [has((status) => status === 401 || status === 403)] : []),
      has((status) => status >= 500),
      has((status) => status >= 400 && status < 500),
    ];
  });
  const share = needs.length === 0 ? 0 : needs.filter(Boolean).length / needs.length;
  const text = `${percent(share)} of the failures that the operations must have are documented: of input, of credentials, and of the server.`;
  return { name: "documented", weight: 25, points: 25 * share, serves: "everyone", text };
}

function sharePart(
  name: string,
  weight: number,
  serves: string,
  errors: readonly DocumentedError[],
  claim: string,
  creditOf: (error: DocumentedError) => number,
): ScorePart {
  const share = errors.length === 0 ? 0 : errors.reduce((sum, error) => sum + creditOf(error), 0) / errors.length;
  return { name, weight, points: weight * share, serves, text: `${percent(share)} of the documented errors ${claim}.` };
}

function shapePart(errors: readonly DocumentedError[]): ScorePart {
  const shapes = errors.flatMap(({ shape }) => (shape === undefined || shape === "" ? [] : [shape]));
  const counts = new Map<string, number>();
  for (const shape of shapes) counts.set(shape, (counts.get(shape) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  const share = errors.length === 0 ? 0 : most / errors.length;
  const text = `${percent(share)} of the documented errors have one shape; there ${counts.size === 1 ? "is 1" : `are ${counts.size}`}.`;
  return { name: "shape", weight: 10, points: 10 * share, serves: "clients", text };
}

/** A reason phrase says nothing that the status does not say. */
function saysWhen(condition: string): number {
  const text = condition.trim();
  if (text.length >= 40) return 1;
  return text.split(/\s+/).length >= 5 ? 0.5 : 0;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
