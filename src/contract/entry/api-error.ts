import { quote } from "../contract-error.ts";
import type { OmittedDetail, OmittedDetails } from "../details/index.ts";
import { isKind, type Kind } from "../kind.ts";
import { type Entry, resolveEntry } from "./entry.ts";

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
  /** Code in the contract. */
  readonly code: string;
  /** Category of the code, which defines its default status, retry and remedy. */
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
/** Message of the error under construction. A field is defined rather than assigned, which also works with frozen intrinsics. */
let messageUnderConstruction = "";
let stackTraceLimitIsWritable = Object.getOwnPropertyDescriptor(Error, "stackTraceLimit")?.writable === true;

/**
 * An error of a contract. It is a native Error. In production it captures no stack below status 500, because an expected
 * rejection is not a bug.
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
  // Private fields, so that spreads and loggers cannot show the note and the cause's context.
  readonly #entry: Entry;
  readonly #options: ApiErrorOptions | undefined;
  /** Message in the contract's own language. Own and enumerable, so that spreads, clones and loggers have it. */
  override message: string = messageUnderConstruction;
  /** Stable machine-readable name. */
  readonly code: Code;
  /** Canonical category of the code. */
  readonly kind: Kind;
  /** HTTP status. */
  readonly status: number;
  /** A copy of the details with declared members only; undefined for a code without details. */
  readonly details: Details;
  // `declare` only: an initialised field would be written for every error.
  /** Parts of the details that were left out; undefined when there are none. Never sent. */
  declare readonly omitted?: readonly OmittedDetail[];

  constructor(entry: Entry, details: Details, options?: ApiErrorOptions) {
    const collected: OmittedDetails = { omitted: undefined };
    const declared = entry.project(details, collected) as Details;
    messageUnderConstruction = entry.format(declared);
    if (options !== undefined && options.cause !== undefined) super(undefined, { cause: options.cause });
    else super();
    this.code = entry.code as Code;
    this.kind = entry.kind;
    this.status = entry.status;
    this.details = declared;
    // Loggers read what is enumerable.
    if (entry.private.length > 0) Object.defineProperty(this, "details", { enumerable: false });
    this.#entry = entry;
    this.#options = options;
    if (collected.omitted !== undefined)
      Object.defineProperty(this, "omitted", { value: collected.omitted, configurable: true });
  }

  /** The entry of the code in its contract. */
  get entry(): Entry {
    return this.#entry;
  }

  /** Cause, note, wait and headers of this occurrence; undefined when there are none. */
  get options(): ApiErrorOptions | undefined {
    return this.#options;
  }

  /** Private explanation for the log. */
  get note(): string | undefined {
    return this.#options?.note;
  }

  /** How long a client should wait before it retries, in milliseconds. */
  get retryAfterMs(): number | undefined {
    return this.#options?.retryAfterMs;
  }

  /** Returns the public part of the error, without private details, because loggers call this. */
  toJSON(): PublicError {
    const { code, kind, status, message } = this;
    const details = loggedDetails(this);
    return details === undefined ? { code, kind, status, message } : { code, kind, status, message, details };
  }

  /**
   * Restores an error from its public part, or from a clone: `structuredClone` and `postMessage` keep the message and the
   * stack of an Error, whose first line has the code. A clone has no details; send `error.toJSON()` where they matter.
   *
   * @param source what `toJSON` has returned, or a clone
   * @param contract contract of the error. A clone needs it, and a boundary responds only with errors of its own. @default none
   * @throws TypeError if the code cannot be found
   * @example
   * ```ts
   * import { ApiError, contract } from "errata";
   *
   * const shop = contract({
   *   name: "shop",
   *   version: "1.0.0",
   *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
   * });
   * const error = shop.error.SOLD_OUT();
   * ApiError.from(JSON.parse(JSON.stringify(error)), shop).code; // "SOLD_OUT"
   * ApiError.from(structuredClone(error), shop).code; // "SOLD_OUT"
   * ```
   */
  static from(
    source: PublicError | Error,
    contract?: {
      /** The entries by code. */
      readonly entries: ReadonlyMap<string, Entry>;
    },
  ): ApiError {
    const entries: unknown = contract?.entries;
    if (contract !== undefined && !(entries instanceof Map))
      throw new TypeError(
        `ERRATA_ERROR_CONTRACT: expected a contract as second argument, received ${quote(contract)}. Pass what \`contract()\` returns.`,
      );
    const { code, ...parts } = publicPartOf(source);
    const known = typeof code === "string" ? contract?.entries.get(code) : undefined;
    const isClone = source instanceof Error && typeof code === "string";
    if (typeof code !== "string" || code === "" || (known === undefined && !isClone && !isStatus(parts.status)))
      throw new TypeError(
        `ERRATA_ERROR_JSON: expected what toJSON() of an ApiError returns, or a clone of one, received ${quote(source)}.`,
      );
    const entry = known ?? restoredEntry(code, parts);
    if (entry === undefined)
      throw new TypeError(
        `ERRATA_ERROR_CLONE: expected the contract of the cloned error ${quote(code)}, received ${contract === undefined ? "none" : "one without that code"}. ` +
          "Pass the contract as second argument, or send `error.toJSON()` instead of the error.",
      );
    const { details } = parts;
    const error = createApiError<string, unknown>(entry, details);
    if (source instanceof Error) {
      error.message = source.message;
      if (source.stack !== undefined) error.stack = source.stack;
    }
    return error;
  }
}

/** Returns the details without private ones. */
function loggedDetails({ details, entry }: ApiError): unknown {
  if (entry.private.length === 0 || typeof details !== "object" || details === null) return details;
  return Object.fromEntries(Object.entries(details).filter(([name]) => !entry.private.includes(name)));
}

/** Returns the code in the first line of a stack: `ApiError [SOLD_OUT]: Sold out.` */
function codeInStack(source: object): string | undefined {
  const { stack } = (source ?? {}) as { readonly stack?: unknown };
  return typeof stack === "string" ? /^ApiError \[([^\]\n]+)\]/.exec(stack)?.[1] : undefined;
}

/** Returns nothing for an object that cannot be read, which is rejected like one without members. */
function publicPartOf(source: PublicError | Error): Partial<PublicError> {
  try {
    const { code, kind, status, message, details } = (source ?? {}) as Partial<PublicError>;
    return { code: code ?? codeInStack(source), kind, status, message, details } as Partial<PublicError>;
  } catch {
    return {};
  }
}

function isStatus(status: unknown): status is number {
  return Number.isInteger(status) && Number(status) >= 100 && Number(status) <= 599;
}

/**
 * Creates an entry for an error whose contract is not known. Everything in its details counts as declared.
 *
 * @returns undefined if the status is not known either, as for a clone
 */
function restoredEntry(code: string, { kind, status, message = "" }: Partial<PublicError>): Entry | undefined {
  if (!isStatus(status)) return undefined;
  const definition = {
    kind: isKind(String(kind)) ? (kind as Kind) : "internal",
    status,
    when: "Restored from JSON.",
    // Quoted, because the text is a message already.
    message: (typeof message === "object" ? "" : String(message)).replaceAll("'", "''").replace(/[{}]+/g, "'$&'"),
    details: {},
  } as const;
  return resolveEntry(code, definition, { contract: "", language: "en", messages: {}, docsUrl: undefined });
}

// Defined on the prototype, so that they cost nothing per error.
Object.defineProperties(ApiError.prototype, {
  [brand]: { value: true },
  name: { value: "ApiError", configurable: true, writable: true },
  [inspect]: { value: inspectError, configurable: true, writable: true },
});

// Recognises errors created by another copy of this module. A subclass recognises its own instances only.
Object.defineProperty(ApiError, Symbol.hasInstance, {
  value(this: unknown, value: unknown): boolean {
    if (this !== ApiError) return Function.prototype[Symbol.hasInstance].call(this as typeof ApiError, value);
    try {
      return brand in Object(value);
    } catch {
      // A proxy can throw.
      return false;
    }
  },
});

/**
 * Creates an error. The first line of its stack has the code, as in Node's own errors. Clones keep the stack, so the code
 * survives `postMessage`.
 *
 * @param above function whose caller is the first of the stack. @default the stack has its first line only
 */
export function createApiError<Code extends string, Details>(
  entry: Entry,
  details: Details,
  options?: ApiErrorOptions,
  above?: (...parameters: never[]) => unknown,
): ApiError<Code, Details> {
  const error = createWithoutStack<Code, Details>(entry, details, options);
  if (above !== undefined && captureStack(error, above)) return error;
  // Engines other than V8 have captured one.
  if (typeof error.stack !== "string") error.stack = `${stackName(error)}: ${error.message}`;
  return error;
}

function stackName({ code }: ApiError): string {
  return `ApiError [${code}]`;
}

/** Captures a stack without formatting it, which takes longer. Returns false on engines other than V8. */
function captureStack(error: ApiError, above: (...parameters: never[]) => unknown): boolean {
  const { captureStackTrace } = Error as { captureStackTrace?: (target: object, above: unknown) => void };
  if (captureStackTrace === undefined) return false;
  const trace: { name: string; message: string; stack?: string } = { name: stackName(error), message: error.message };
  captureStackTrace(trace, above);
  Object.defineProperty(error, "stack", {
    configurable: true,
    get: () => trace.stack,
    set: (value) => Object.defineProperty(error, "stack", { value, configurable: true, writable: true }),
  });
  return true;
}

function createWithoutStack<Code extends string, Details>(
  entry: Entry,
  details: Details,
  options: ApiErrorOptions | undefined,
): ApiError<Code, Details> {
  if (!stackTraceLimitIsWritable) return new ApiError<Code, Details>(entry, details, options);
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

/** Shows what happened without the whole entry and the private note. @see https://nodejs.org/api/util.html#custom-inspection-functions-on-objects */
function inspectError(
  this: ApiError,
  _depth: number,
  options: object,
  show: (value: unknown, options: object) => string,
): string {
  const { code, kind, status, cause } = this;
  const shown = Object.entries({ code, kind, status, details: loggedDetails(this), cause }).filter(
    ([, value]) => value !== undefined,
  );
  return `${this.stack ?? String(this)} ${show(Object.fromEntries(shown), options)}`;
}
