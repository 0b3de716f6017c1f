import type { OmittedDetail, OmittedDetails } from "../details/index.ts";
import type { Kind } from "../kind.ts";
import type { Entry } from "./entry.ts";

/** Properties of one occurrence besides its details. Only `retryAfterMs` and `headers` are ever sent. */
export interface ApiErrorOptions {
  /** The error that was caught before this one was thrown, for the log only. @default undefined */
  readonly cause?: unknown;
  /** Private explanation for the log. Never sent. @default undefined */
  readonly note?: string;
  /** How long a client should wait before it retries, in milliseconds; 0 or more. @default undefined */
  readonly retryAfterMs?: number;
  /** Response headers of this occurrence, such as RateLimit. @default none */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The public part of an error, as `JSON.stringify` writes it. */
export interface PublicError {
  readonly code: string;
  readonly kind: Kind;
  /** HTTP status. */
  readonly status: number;
  /** Message in the contract's own language. */
  readonly message: string;
  /** Declared details; absent for a code without details. */
  readonly details?: unknown;
}

const brand = Symbol.for("errata.ApiError");
const inspect = Symbol.for("nodejs.util.inspect.custom");
let stackTraceLimitIsWritable = Object.getOwnPropertyDescriptor(Error, "stackTraceLimit")?.writable === true;

/**
 * An error of a contract. It is a native Error. Below 500 it captures no stack, because an expected rejection is not a bug.
 * Public text (`message`, `details`) and private text (`note`, `cause`, `stack`) are separate.
 *
 * @example
 * ```ts
 * import { ApiError, contract } from "errata";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 * });
 * try {
 *   throw shop.error.SOLD_OUT(undefined, { note: "stock row was locked" });
 * } catch (error) {
 *   if (error instanceof ApiError) console.log(error.code, error.status); // SOLD_OUT 409
 * }
 * ```
 */
export class ApiError<Code extends string = string, Details = unknown> extends Error {
  // `declare` only: an initialised field would be written twice.
  /** The entry of the code in its contract. */
  declare readonly entry: Entry;
  /** A copy of the details with declared members only; undefined for a code without details. */
  declare readonly details: Details;
  /** Cause, note, wait and headers of this occurrence; undefined when there are none. */
  declare readonly options: ApiErrorOptions | undefined;
  /** Parts of the details that were left out; undefined when there are none. Never sent. */
  declare readonly omitted?: readonly OmittedDetail[];

  constructor(entry: Entry, details: Details, options?: ApiErrorOptions) {
    if (options !== undefined && options.cause !== undefined) super(undefined, { cause: options.cause });
    else super();
    this.entry = entry;
    const collected: OmittedDetails = { omitted: undefined };
    this.details = entry.project(details, collected) as Details;
    this.options = options;
    // Not enumerable, so that loggers and spreads do not show it.
    if (collected.omitted !== undefined) Object.defineProperty(this, "omitted", { value: collected.omitted });
  }

  /** Stable machine-readable name. */
  get code(): Code {
    return this.entry.code as Code;
  }

  /** Canonical category of the code. */
  get kind(): Kind {
    return this.entry.kind;
  }

  /** HTTP status. */
  get status(): number {
    return this.entry.status;
  }

  /** Private explanation for the log. */
  get note(): string | undefined {
    return this.options?.note;
  }

  /** How long a client should wait before it retries, in milliseconds. */
  get retryAfterMs(): number | undefined {
    return this.options?.retryAfterMs;
  }

  /** Returns the public part of the error. */
  toJSON(): PublicError {
    const { code, kind, status, message, details } = this;
    return details === undefined ? { code, kind, status, message } : { code, kind, status, message, details };
  }
}

// Defined on the prototype, so that they cost nothing per error; the message is formatted only when it is read.
Object.defineProperties(ApiError.prototype, {
  [brand]: { value: true },
  name: { value: "ApiError", configurable: true, writable: true },
  message: {
    configurable: true,
    // Tools that walk prototypes read it from the prototype itself, which has no entry.
    get(this: Partial<ApiError>): string {
      return this.entry?.format(this.details) ?? "";
    },
    // Test runners and tracers prefix messages; without a setter, that would throw a second error.
    set(this: ApiError, value: unknown) {
      Object.defineProperty(this, "message", { value, configurable: true, writable: true });
    },
  },
  [inspect]: { value: inspectError, configurable: true, writable: true },
});

// Recognises errors created by another copy of this module. A subclass recognises its own instances only.
Object.defineProperty(ApiError, Symbol.hasInstance, {
  value(this: unknown, value: unknown): boolean {
    if (this !== ApiError) return Function.prototype[Symbol.hasInstance].call(this as typeof ApiError, value);
    return typeof value === "object" && value !== null && brand in value;
  },
});

/** Creates an error. Captures no stack if its status is below 500. */
export function createApiError<Code extends string, Details>(
  entry: Entry,
  details: Details,
  options?: ApiErrorOptions,
): ApiError<Code, Details> {
  if (entry.status >= 500 || !stackTraceLimitIsWritable) return new ApiError<Code, Details>(entry, details, options);
  const limit = Error.stackTraceLimit;
  try {
    // undefined rather than 0: V8 then skips the capture altogether, which halves the cost, and `stack` is undefined.
    (Error as { stackTraceLimit?: number | undefined }).stackTraceLimit = undefined;
  } catch {
    // Error was frozen after this module was loaded.
    stackTraceLimitIsWritable = false;
    return new ApiError<Code, Details>(entry, details, options);
  }
  try {
    return new ApiError<Code, Details>(entry, details, options);
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** Shows what happened without the whole entry. @see https://nodejs.org/api/util.html#custom-inspection-functions-on-objects */
function inspectError(
  this: ApiError,
  _depth: number,
  options: object,
  show: (value: unknown, options: object) => string,
): string {
  const { code, kind, status, details, note, cause } = this;
  const shown = Object.entries({ code, kind, status, details, note, cause }).filter(([, value]) => value !== undefined);
  return `${status >= 500 ? this.stack : String(this)} ${show(Object.fromEntries(shown), options)}`;
}
