import type { AnyContract, ApiError, Charged, Effect, Kind, OmittedDetail, Operation } from "../../contract/index.ts";
import type { RequestContext, RequestHead } from "../request/index.ts";

/** Position in a distributed trace. */
export interface TraceIds {
  /** Id of the trace, 32 hexadecimal digits. */
  readonly traceId: string;
  /** Id of the span, 16 hexadecimal digits. */
  readonly spanId: string;
}

/** One error that left the boundary: its public values, and private ones for the log only. */
export interface Occurrence {
  /** When the error left, in milliseconds since 1970. */
  readonly time: number;
  /** Id of the request, as the response contains it. */
  readonly requestId: string;
  /** Name of the contract. */
  readonly api: string;
  /** Code of the error. */
  readonly code: string;
  /** Category of the code. */
  readonly kind: Kind;
  /** HTTP status of the response. */
  readonly status: number;
  /** HTTP method of the request. */
  readonly method: string;
  /** Pattern of the route. Never the path, which can contain secrets. */
  readonly route: string | undefined;
  /** Name of the contract's operation, such as `POST /v1/orders`. */
  readonly operation: string | undefined;
  /** Account that sent the request. */
  readonly tenant: string | undefined;
  /** Private: why the error happened. */
  readonly note: string | undefined;
  /** Private: the value that was thrown or caught first. Any value at all. */
  readonly cause: unknown;
  /** Private: stack of the cause or of the error. Present only for status 500 and above. */
  readonly stack: string | undefined;
  /** Whether the operation does not declare the code, which is a mistake in the contract or the handler. */
  readonly undeclared: boolean;
  /** Whether a handler returned, or a middleware put in place of an error, a response that is not an error of the contract. */
  readonly uncatalogued: boolean;
  /** Paths of the details that were not sent, because they are undeclared or JSON cannot represent them. Names only. */
  readonly omittedDetails: readonly string[];
  /** Time from the request's arrival to the error, in milliseconds. */
  readonly durationMs: number;
  /** Whether the request took effect. */
  readonly effect: Effect;
  /** Whether the request can have cost money. */
  readonly charged: Charged;
  /** The response's `x-should-retry`; undefined if it has none. */
  readonly shouldRetry: boolean | undefined;
  /** The response's `Retry-After`, in seconds; undefined if it has none. */
  readonly retryAfterSec: number | undefined;
  /** The response's `Content-Language`, or the language of the contract. */
  readonly language: string;
  /** Id of the trace, see the option `trace` of the boundary; undefined without one. */
  readonly traceId: string | undefined;
  /** Id of the span; undefined without one. */
  readonly spanId: string | undefined;
}

/**
 * Receives every occurrence. Exceptions that it throws are ignored, so that logging cannot break a response.
 *
 * @param request head of the request. Its headers can contain credentials, so never log all of them
 */
export type Recorder = (occurrence: Occurrence, request: RequestHead) => void;

/** The parts of a response that an occurrence keeps, and its trace. */
export interface OccurrenceResponse {
  /** Headers of the response; undefined for one that is not an error of the contract. */
  readonly headers: Readonly<Record<string, string>> | undefined;
  /** Contract of the error. */
  readonly contract: Pick<AnyContract, "name" | "language">;
  /** Current trace and span; undefined without one. */
  readonly trace: TraceIds | undefined;
}

/** Codes of each operation, as a set that is built at its first error. */
const codesByOperation = new WeakMap<Operation, ReadonlySet<string>>();

/** Errors whose code only stands for their status. */
const defaults = new WeakSet<ApiError>();

/** Marks an error whose code only stands for its status, because the operation declares none for what was thrown. */
export function markDefault(error: ApiError): ApiError {
  defaults.add(error);
  return error;
}

/** Returns whether an error has been marked by `markDefault`. */
export function hasDefaultCode(error: ApiError): boolean {
  return defaults.has(error);
}

/**
 * Creates the occurrence of an error.
 *
 * @param conditionCodes codes of the boundary's conditions, which every operation may return
 * @param response the response to the error
 * @param note private note of the adapter, in addition to the error's own
 */
export function createOccurrence(
  error: ApiError,
  context: RequestContext,
  now: number,
  conditionCodes: ReadonlySet<string>,
  { headers, contract, trace }: OccurrenceResponse,
  note?: string,
): Occurrence {
  const { entry, options, omitted = [] } = error;
  const { operation } = context;
  const shouldRetry = headers?.["x-should-retry"];
  const retryAfter = headers?.["Retry-After"];
  const notes = [note, options?.note, unrepresentable(omitted)].filter((text) => text !== undefined && text !== "");
  return {
    time: now,
    requestId: context.requestId,
    api: contract.name,
    code: entry.code,
    kind: entry.kind,
    status: entry.status,
    method: context.request.method,
    route: context.route,
    operation: operation?.name,
    tenant: context.tenant,
    note: notes.length === 0 ? undefined : notes.join("; "),
    cause: options?.cause,
    stack: entry.status >= 500 ? (stackOf(options?.cause) ?? stackOf(error)) : undefined,
    uncatalogued: false,
    undeclared:
      defaults.has(error) ||
      (operation !== undefined && !conditionCodes.has(entry.code) && !declares(operation, entry.code)),
    omittedDetails: omitted.map(({ path }) => path),
    durationMs: Math.max(now - context.time, 0),
    effect: entry.effect,
    charged: entry.charged,
    shouldRetry: shouldRetry === undefined ? undefined : shouldRetry === "true",
    retryAfterSec: retryAfter === undefined ? undefined : Number(retryAfter),
    language: headers?.["Content-Language"] ?? contract.language,
    traceId: trace?.traceId,
    spanId: trace?.spanId,
  };
}

/** Returns the headers of a returned response that an occurrence keeps. A Retry-After can also be a date. */
export function recordedHeaders(headers: Headers): Readonly<Record<string, string>> {
  const names = ["x-should-retry", "Retry-After", "Content-Language"];
  const pairs = names.map((name) => [name, headers.get(name)] as const);
  return Object.fromEntries(
    pairs.filter(
      (pair): pair is [string, string] => pair[1] !== null && !(pair[0] === "Retry-After" && !/^\d+$/.test(pair[1])),
    ),
  );
}

/** Describes the details that JSON cannot represent, such as a BigInt, without their values. */
function unrepresentable(omitted: readonly OmittedDetail[]): string | undefined {
  const values = omitted.filter(({ reason }) => reason !== "undeclared");
  if (values.length === 0) return undefined;
  return `details that JSON cannot represent: ${values.map(({ path, reason }) => `${path || "all"} (${reason})`).join(", ")}`;
}

function declares(operation: Operation, code: string): boolean {
  let codes = codesByOperation.get(operation);
  if (codes === undefined) {
    codes = new Set(operation.codes);
    codesByOperation.set(operation, codes);
  }
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
