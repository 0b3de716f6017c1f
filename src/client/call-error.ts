import type { ApiError, Effect, Kind, PublicError, Remedy, Retry } from "../contract/index.ts";

/** Who an error is from: the API itself, something between (a proxy, a CDN), or this client. */
export type Origin = "api" | "edge" | "client";

/**
 * A failed call. Everywhere that `ApiError` of the contract is asked for (`instanceof ApiError`), this is one: it has
 * the same brand and the same members, but takes its metadata from the wire, so that a browser need not load the contract.
 * A class of its own by measurement: `ApiError` and what makes it weigh 470 bytes more (min+gzip), and of the 4,000 that
 * the client may weigh none are left for what only a server needs: messages by locale, private notes, inspection.
 */
export class CallError<Code extends string = string, Details = unknown, Known extends boolean = boolean>
  extends Error
  implements Omit<ApiError<Code, Details>, "entry">
{
  // Declared only: who makes an error sets them, once each, as nothing is faster.
  declare readonly code: Code;
  declare readonly kind: Kind;
  /** The response's status; 0 where none came. */
  declare readonly status: number;
  declare readonly details: Details;
  /** Whether the contract that the client was made with has the code. */
  declare readonly known: Known;
  declare readonly origin: Origin;
  /** Whether the server may have seen the request. False: it never left, so any method may be sent again. */
  declare readonly sent: boolean;
  declare readonly retry: Retry;
  declare readonly effect: Effect;
  /** What to do next, and who has to do it, as far as the contract tells. */
  declare readonly remedy: Remedy | undefined;
  /** How long the server asks to wait, in milliseconds: above 0, at most 2^31-1. */
  declare readonly retryAfterMs: number | undefined;
  /** False where the answer says that a retry cannot help. */
  declare readonly mayRetry: boolean;
  /** Code whose arm of a `match` takes this error where it has none of its own. */
  declare readonly parent: string | undefined;
  /** Name of the request in the API's log. */
  declare readonly requestId: string | undefined;
  /** The request field at fault, where the answer names one. */
  declare readonly param: string | undefined;
  /** Address of the code's page. */
  declare readonly docsUrl: string | undefined;
  declare readonly options: undefined;
  declare readonly note: undefined;
  /** Requests that were sent, this one's included. */
  declare attempts: number;
  // Private, so that no log shows it by accident.
  readonly #body: unknown;

  constructor(message: string, body?: unknown, cause?: unknown) {
    const { stackTraceLimit } = Error;
    // Without a number there, V8 captures no stack, which would cost more than all else and show this client only.
    try {
      (Error as { stackTraceLimit?: number | undefined }).stackTraceLimit = undefined;
    } catch {
      // A program may have frozen what the language gives.
    }
    super(undefined, (cause && { cause }) as ErrorOptions);
    try {
      Error.stackTraceLimit = stackTraceLimit;
    } catch {}
    // Faster than to hand it on.
    this.message = message;
    this.#body = body;
  }

  /** The parsed body, or the first 4,096 characters of one that is no JSON. */
  get body(): unknown {
    return this.#body;
  }

  /** The metadata of the code, as far as the client has them: this error itself. */
  get entry(): this {
    return this;
  }

  toJSON(): PublicError {
    return {
      code: this.code,
      kind: this.kind,
      status: this.status,
      message: this.message,
      details: this.details,
    };
  }

  /** Says in one line what happened and what to do. Never holds a body, or what was sent. */
  override toString(): string {
    return [
      this.code,
      this.status,
      this.message,
      this.remedy?.text ?? this.remedy?.action,
      this.remedy?.url ?? this.docsUrl,
      this.requestId,
    ]
      .filter(Boolean)
      .join(" - ")
      .replace(/\s+/g, " ");
  }
}

// The brand by which every copy of `ApiError` recognises its own.
const shared = CallError.prototype as unknown as Record<PropertyKey, unknown>;
shared[Symbol.for("errata.ApiError")] = shared.name = "ApiError";
