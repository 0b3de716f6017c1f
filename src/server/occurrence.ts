import type { ApiError, Kind, Operation } from "../contract/index.ts";
import type { RequestContext } from "./request-context.ts";

/** One error that left the boundary: public facts, and the private ones that only a log may hold. */
export interface Occurrence {
  /** When it left, in milliseconds since 1970. */
  readonly time: number;
  readonly requestId: string;
  readonly code: string;
  readonly kind: Kind;
  readonly status: number;
  readonly method: string;
  /** The route's pattern; never the path, which can hold secrets. */
  readonly route: string | undefined;
  /** Name of the contract's operation. */
  readonly operation: string | undefined;
  readonly tenant: string | undefined;
  /** Private: why it really happened. */
  readonly note: string | undefined;
  /** Private: what was thrown or caught before it; any value at all. */
  readonly cause: unknown;
  /** Private: stack of what was thrown; at status 500 and above only. */
  readonly stack: string | undefined;
  /** Whether the code is not declared for the operation: a fault of the contract or of the handler. */
  readonly undeclared: boolean;
  /** From the arrival of the request to its answer, in milliseconds. */
  readonly durationMs: number;
}

/** Receives every occurrence. What it throws is swallowed: recording never hurts a response. */
export type Recorder = (occurrence: Occurrence) => void;

/** The codes of an operation as a set, made when the first of its errors is recorded. */
const declared = new WeakMap<Operation, ReadonlySet<string>>();

/**
 * Puts together what is known of an error that leaves.
 *
 * @param conditionCodes codes of the boundary's own findings, which any operation may meet
 */
export function occurrenceOf(
  error: ApiError,
  context: RequestContext,
  now: number,
  conditionCodes: ReadonlySet<string>,
  extra?: string,
): Occurrence {
  const { entry, options } = error;
  const { operation } = context;
  const note = extra === undefined ? options?.note : [extra, options?.note].filter(Boolean).join("; ");
  return {
    time: now,
    requestId: context.requestId,
    code: entry.code,
    kind: entry.kind,
    status: entry.status,
    method: context.request.method,
    route: context.route,
    operation: operation?.name,
    tenant: context.tenant,
    note,
    cause: options?.cause,
    stack: entry.status >= 500 ? (stackOf(options?.cause) ?? stackOf(error)) : undefined,
    undeclared: operation !== undefined && !conditionCodes.has(entry.code) && !declares(operation, entry.code),
    durationMs: Math.max(now - context.time, 0),
  };
}

function declares(operation: Operation, code: string): boolean {
  const codes = declared.get(operation) ?? new Set(operation.codes);
  declared.set(operation, codes);
  return codes.has(code);
}

function stackOf(value: unknown): string | undefined {
  try {
    const stack = typeof value === "object" && value !== null ? (value as { stack?: unknown }).stack : undefined;
    return typeof stack === "string" ? stack : undefined;
  } catch {
    return undefined;
  }
}
