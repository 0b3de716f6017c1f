import type { ApiError, Effect, Kind, PublicError, Remedy, Retry } from "../contract/index.ts";

/** Source of an error: the API itself, something in front of it (a proxy, a CDN), or this client. */
export type Origin = "api" | "edge" | "client";

const brand = Symbol.for("errata.CallError");

/**
 * A failed call. It has the brand and the members of the contract's `ApiError`, so `instanceof ApiError` is true, but it
 * takes its values from the response, so a browser does not load the contract. It is a class of its own because
 * `ApiError` and its dependencies add 470 bytes (min+gzip) that only servers use.
 *
 * @example
 * ```ts
 * import { CallError } from "errata/client";
 *
 * function report(error: unknown): void {
 *   if (error instanceof CallError) console.error(error.code, error.status, error.requestId);
 * }
 * ```
 */
export class CallError<Code extends string = string, Details = unknown, Known extends boolean = boolean>
  extends Error
  implements Omit<ApiError<Code, Details>, "entry">
{
  // `declare` only: `parseError` and `clientError` assign each field once, which avoids a second write.
  /** The API's code, `HTTP_<status>` if the response has none, or `CLIENT_<KIND>` if the client found the error itself. */
  declare readonly code: Code;
  /** Canonical category of the code. */
  declare readonly kind: Kind;
  /** Status of the response; 0 if there was none. */
  declare readonly status: number;
  /** Structured data about this occurrence, as the API sent it. */
  declare readonly details: Details;
  /** Whether the client's contract metadata declares the code. */
  declare readonly known: Known;
  /** Where the error comes from. */
  declare readonly origin: Origin;
  /** Whether the server may have received the request. If false, any method may be sent again. */
  declare readonly sent: boolean;
  /** When the same request may be sent again. */
  declare readonly retry: Retry;
  /** Whether the request took effect on the server. */
  declare readonly effect: Effect;
  /** The next action and who can take it, if the contract says so. */
  declare readonly remedy: Remedy | undefined;
  /** How long the server asks the client to wait, in milliseconds, 1 to 2^31-1. */
  declare readonly retryAfterMs: number | undefined;
  /** False if the response says that a retry cannot help (`x-should-retry: false`). */
  declare readonly mayRetry: boolean;
  /** Code whose `match` arm handles this error if the caller has no arm for its code. */
  declare readonly parent: string | undefined;
  /** Id of the request in the API's log. */
  declare readonly requestId: string | undefined;
  /** Request field that caused the error, if the response names one. */
  declare readonly param: string | undefined;
  /** URL of the code's page. */
  declare readonly docsUrl: string | undefined;
  /** Always undefined; part of `ApiError`. */
  declare readonly options: undefined;
  /** Always undefined; part of `ApiError`. */
  declare readonly note: undefined;
  /** Number of requests sent for this call, including the one that failed. */
  declare attempts: number;
  // Private, so that no logger prints it by accident.
  readonly #body: unknown;

  constructor(message: string, body?: unknown, cause?: unknown) {
    // Unless the limit is a number, V8 captures no stack: that would cost more than parsing and show only this client.
    const limit = Error.stackTraceLimit;
    limitStackTraces();
    super(undefined, cause === undefined ? undefined : { cause });
    limitStackTraces(limit);
    // Assigning the message is faster than passing it to Error.
    this.message = message;
    this.#body = body;
  }

  /** Recognises errors of another copy of this module. A subclass recognises its own instances only. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: a subclass inherits this method
    return this === CallError ? brand in Object(value) : super[Symbol.hasInstance](value);
  }

  /** The parsed body, or the first 4,096 characters of a body that is not JSON. */
  get body(): unknown {
    return this.#body;
  }

  /** Metadata of the code as far as the client knows it: this error itself. */
  get entry(): this {
    return this;
  }

  /** Returns the public members, for `JSON.stringify`. */
  toJSON(): PublicError {
    const { code, kind, status, message, details } = this;
    return { code, kind, status, message, details };
  }

  /** Returns one line that says what happened and what to do. It never contains the body or the request. */
  override toString(): string {
    const { code, status, message, remedy, docsUrl, requestId } = this;
    return [code, status, message, remedy?.text ?? remedy?.action, remedy?.url ?? docsUrl, requestId]
      .filter(Boolean)
      .join(" - ")
      .replace(/\s+/g, " ");
  }
}

// Every copy of `ApiError` and of this class recognises its instances by these brands.
Object.assign(CallError.prototype, { [Symbol.for("errata.ApiError")]: true, [brand]: true, name: "ApiError" });

/** An error under construction. */
export type MutableCallError = { -readonly [Name in keyof CallError]: CallError[Name] };

/** When errors of a kind may be retried unless the contract says otherwise. Kinds that are missing are never retried. */
export const retryOfKind: Readonly<Partial<Record<Kind, Retry>>> = {
  timeout: "backoff",
  internal: "backoff",
  dependency_failed: "backoff",
  rate_limited: "after_delay",
  unavailable: "after_delay",
  quota_exceeded: "after_reset",
};

/**
 * Creates an error that the client found itself. The code is `CLIENT_` and the kind, so no contract has it:
 *
 * - `CLIENT_UNAVAILABLE`: the connection failed; `sent` says whether the server may have received the request
 * - `CLIENT_TIMEOUT`: the attempt or the call took too long
 * - `CLIENT_CANCELLED`: the caller's signal was aborted
 * - `CLIENT_UNSUPPORTED_MEDIA`: a 2xx response is not JSON, although JSON is expected
 * - `CLIENT_PAYLOAD_TOO_LARGE`: a 2xx response exceeds `maxBytes`
 * - `CLIENT_MALFORMED_REQUEST`: the request cannot be built, so it was not sent
 */
export function clientError(kind: Kind, message: string, cause?: unknown, sent = true): CallError {
  return Object.assign(new CallError(message, undefined, cause), {
    code: `CLIENT_${kind.toUpperCase()}`,
    kind,
    status: 0,
    known: false,
    origin: "client",
    sent,
    mayRetry: true,
    retry: retryOfKind[kind] ?? "never",
    effect: sent ? "unknown" : "none",
  } as const);
}

/** Creates the error of a request that is not sent, because it is not valid. */
export function invalidRequest(cause: unknown): CallError {
  return clientError("malformed_request", `Invalid request: ${messageOf(cause)}`, cause, false);
}

/** Returns the message of anything that was thrown. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function limitStackTraces(limit?: number): void {
  try {
    (Error as { stackTraceLimit?: number | undefined }).stackTraceLimit = limit;
  } catch {
    // The program has frozen the built-in objects. Reflect.set would not throw, but takes as long as creating the error.
  }
}
