import type { ApiError, Effect, Kind, PublicError, Remedy, Retry } from "../contract/index.ts";

/** Who an error is from: the API itself, something between (a proxy, a CDN), or this client. */
export type Origin = "api" | "edge" | "client";

/** Everything that a client knows of one failed call. */
export interface CallFacts {
  readonly code: string;
  readonly kind: Kind;
  /** The response's status; 0 where none came. */
  readonly status: number;
  readonly message: string;
  readonly details?: unknown;
  /** Whether the contract that this client was made with has the code. */
  readonly known: boolean;
  readonly origin: Origin;
  /** Whether the server may have seen the request. False: it never left, so any method may be sent again. */
  readonly sent: boolean;
  readonly retry: Retry;
  readonly effect: Effect;
  /** What to do next, and who has to do it, as far as the contract tells. */
  readonly remedy?: Remedy | undefined;
  /** How long the server asks to wait, in milliseconds: above 0, at most 2^31-1. */
  readonly retryAfterMs?: number | undefined;
  /** False where the answer says that a retry cannot help. */
  readonly mayRetry: boolean;
  /** Code whose arm of a `match` takes this error where it has none of its own. */
  readonly parent?: string | undefined;
  /** Name of the request in the API's log. */
  readonly requestId?: string | undefined;
  /** The request field at fault, where the answer names one. */
  readonly param?: string | undefined;
  /** Address of the code's page. */
  readonly docsUrl?: string | undefined;
}

/**
 * A failed call. Everywhere that `ApiError` of the contract is asked for (`instanceof ApiError`), this is one: it has
 * the same brand and the same members, but takes its facts from the wire, so that a browser need not load the contract.
 */
export class CallError<Code extends string = string, Details = unknown, Known extends boolean = boolean>
  extends Error
  implements Omit<ApiError<Code, Details>, "entry">
{
  // Declared only: the constructor copies them from the facts.
  declare readonly code: Code;
  declare readonly details: Details;
  declare readonly known: Known;
  declare readonly kind: Kind;
  declare readonly status: number;
  declare readonly origin: Origin;
  declare readonly sent: boolean;
  declare readonly retry: Retry;
  declare readonly effect: Effect;
  declare readonly remedy: Remedy | undefined;
  declare readonly retryAfterMs: number | undefined;
  declare readonly mayRetry: boolean;
  declare readonly parent: string | undefined;
  declare readonly requestId: string | undefined;
  declare readonly param: string | undefined;
  declare readonly docsUrl: string | undefined;
  declare readonly options: undefined;
  declare readonly note: undefined;
  /** Requests that were sent, this one's included. */
  declare attempts: number;
  /** The parsed body, or the first 4,096 characters of one that is no JSON. Not enumerable, so that no log shows it by accident. */
  declare readonly body: unknown;

  constructor(facts: CallFacts, body?: unknown, cause?: unknown) {
    super(facts.message, { cause });
    Object.defineProperty(Object.assign(this, facts), "body", { value: body });
  }

  /** The facts of the code, as far as the client has them: this error itself. */
  get entry(): this {
    return this;
  }

  toJSON(): PublicError {
    const { code, kind, status, message, details } = this;
    return { code, kind, status, message, details };
  }

  /** Says in one line what happened and what to do. Never holds a body, or what was sent. */
  override toString(): string {
    const { action, text = action, url = this.docsUrl }: Partial<Remedy> = this.remedy ?? {};
    return [this.code, this.status, this.message, text, url, this.requestId]
      .filter(Boolean)
      .join(" - ")
      .replace(/\s+/g, " ");
  }
}

// The brand by which every copy of `ApiError` recognises its own.
Object.assign(CallError.prototype, { [Symbol.for("errata.ApiError")]: true, name: "ApiError" });
