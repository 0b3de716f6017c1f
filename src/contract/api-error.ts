import type { Entry } from "./entry.ts";
import type { Kind } from "./kind.ts";

/** What one occurrence knows beyond its details. Nothing of it but `retryAfterMs` and `headers` ever reaches the wire. */
export interface ApiErrorOptions {
  /** What was caught before this error was thrown; for the log only. */
  readonly cause?: unknown;
  /** Private detail for the log: why it really happened. Never rendered. */
  readonly note?: string;
  /** How long a client should wait, in milliseconds; 0 or more. */
  readonly retryAfterMs?: number;
  /** Response headers of this occurrence, such as RateLimit. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The public facts of an error, as `JSON.stringify` shows them. */
export interface PublicError {
  readonly code: string;
  readonly kind: Kind;
  readonly status: number;
  readonly message: string;
  readonly details?: unknown;
}

const brand = Symbol.for("errata.ApiError");
const inspect = Symbol.for("nodejs.util.inspect.custom");
let stackTraceLimitIsWritable = Object.getOwnPropertyDescriptor(Error, "stackTraceLimit")?.writable === true;

/**
 * An error of a contract. A native Error; below 500 it captures no stack, because an expected refusal is an answer, not a fault.
 * Public text (`message`, `details`) and private text (`note`, `cause`, `stack`) are separate fields.
 */
export class ApiError<Code extends string = string, Details = unknown> extends Error {
  // Declared only: a field that is also initialised would be written twice.
  /** The code's facts in the contract. */
  declare readonly entry: Entry;
  declare readonly details: Details;
  declare readonly options: ApiErrorOptions | undefined;

  constructor(entry: Entry, details: Details, options?: ApiErrorOptions) {
    if (options !== undefined && options.cause !== undefined) super(undefined, { cause: options.cause });
    else super();
    this.entry = entry;
    this.details = details;
    this.options = options;
  }

  get code(): Code {
    return this.entry.code as Code;
  }

  get kind(): Kind {
    return this.entry.kind;
  }

  get status(): number {
    return this.entry.status;
  }

  /** Private detail for the log. */
  get note(): string | undefined {
    return this.options?.note;
  }

  /** How long a client should wait, in milliseconds. */
  get retryAfterMs(): number | undefined {
    return this.options?.retryAfterMs;
  }

  toJSON(): PublicError {
    const { code, kind, status, message, details } = this;
    return details === undefined ? { code, kind, status, message } : { code, kind, status, message, details };
  }
}

// On the prototype, so that an error costs no property for them; `message` is written only when somebody reads it.
Object.defineProperties(ApiError.prototype, {
  [brand]: { value: true },
  name: { value: "ApiError", configurable: true, writable: true },
  message: {
    configurable: true,
    // Tools that walk prototypes read it from the prototype itself, which has no entry.
    get(this: Partial<ApiError>): string {
      return this.entry?.format(this.details) ?? "";
    },
    // Test runners and tracers prefix messages; without a setter that would throw a second error.
    set(this: ApiError, value: unknown) {
      Object.defineProperty(this, "message", { value, configurable: true, writable: true });
    },
  },
  [inspect]: { value: inspectError, configurable: true, writable: true },
});

// Recognises errors made by another copy of this module; a subclass recognises its own only.
Object.defineProperty(ApiError, Symbol.hasInstance, {
  value(this: unknown, value: unknown): boolean {
    if (this !== ApiError) return Function.prototype[Symbol.hasInstance].call(this as typeof ApiError, value);
    return typeof value === "object" && value !== null && brand in value;
  },
});

/** Shows a developer what happened, without the whole entry of the contract. @see https://nodejs.org/api/util.html#custom-inspection-functions-on-objects */
function inspectError(
  this: ApiError,
  _depth: number,
  options: object,
  show: (value: unknown, options: object) => string,
): string {
  const { code, kind, status, details, note, cause } = this;
  const facts = Object.entries({ code, kind, status, details, note, cause }).filter(([, value]) => value !== undefined);
  return `${status >= 500 ? this.stack : String(this)} ${show(Object.fromEntries(facts), options)}`;
}

/** Makes an error, without capturing a stack when its status is below 500. */
export function makeApiError<Code extends string, Details>(
  entry: Entry,
  details: Details,
  options?: ApiErrorOptions,
): ApiError<Code, Details> {
  if (entry.status >= 500 || !stackTraceLimitIsWritable) return new ApiError<Code, Details>(entry, details, options);
  const limit = Error.stackTraceLimit;
  try {
    // Not 0: with no number there, V8 skips the capture altogether, which halves the cost; `stack` is then undefined.
    (Error as { stackTraceLimit?: number | undefined }).stackTraceLimit = undefined;
  } catch {
    // Frozen since this module was loaded.
    stackTraceLimitIsWritable = false;
    return new ApiError<Code, Details>(entry, details, options);
  }
  try {
    return new ApiError<Code, Details>(entry, details, options);
  } finally {
    Error.stackTraceLimit = limit;
  }
}
