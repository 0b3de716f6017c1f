import type { MessageArgument, MessageArm, MessagePart } from "./parse-message.ts";
import { parseMessage } from "./parse-message.ts";

/** Formats a message from the details of one occurrence. */
export interface FormatMessage {
  (details: unknown): string;
  /** Constant text and one writer per placeholder; undefined when a formatter formats the message as a whole. */
  readonly pieces?: readonly MessagePiece[];
}

/** Constant text, or the writer of one placeholder. */
export type MessagePiece = string | ((details: unknown) => string);

/** Compiles messages with plural, select or dates, which the core does not format: intl-messageformat or similar. */
export type MessageFormatter = (message: string, locale: string) => FormatMessage;

/**
 * Checks whether a message has a plural, a select, a date or a number style that only a formatter can format.
 *
 * @example
 * ```ts
 * import { needsFormatter, parseMessage } from "errata";
 *
 * needsFormatter(parseMessage("{count, plural, one {# file} other {# files}}")); // true
 * ```
 */
export function needsFormatter(parts: readonly MessagePart[]): boolean {
  return (
    Array.isArray(parts) &&
    parts.some((part) => typeof part !== "string" && part.type !== undefined && numberOptions(part) === undefined)
  );
}

/**
 * Compiles a message into a function of the details. A missing value is written as `…`, never as its raw placeholder.
 *
 * @param locale BCP 47 tag for numbers
 * @param formatter formats messages with plural, select or dates. @default their `other` arm and plain values
 * @throws SyntaxError when the message is not valid ICU MessageFormat
 * @example
 * ```ts
 * import { compileMessage } from "errata";
 *
 * const format = compileMessage("Need {required, number, ::.00} credits.", "en");
 * format({ required: 1500 }); // "Need 1,500.00 credits."
 * ```
 */
export function compileMessage(message: string, locale: string, formatter?: MessageFormatter): FormatMessage {
  const parts = parseMessage(message);
  const pieces = parts.map((part) => pieceOf(part, locale));
  const format = join(pieces);
  if (!needsFormatter(parts)) return Object.assign(format, { pieces });
  if (formatter === undefined) return format;
  const formatWhole = formatter(message, locale);
  return (details) => {
    try {
      const text: unknown = formatWhole(details);
      if (typeof text === "string") return text;
    } catch {
      // intl-messageformat throws on a missing value; that must not replace the documented error by a 500.
    }
    return format(details);
  };
}

/**
 * Compiles the value of a header, which can have placeholders.
 *
 * @returns a function of the details that returns undefined when a value is missing: half a header is worse than none
 * @throws SyntaxError when the value is not valid ICU MessageFormat
 * @example
 * ```ts
 * import { compileHeader } from "errata";
 *
 * const retryAfter = compileHeader("{retryAfterSec}");
 * retryAfter({ retryAfterSec: 30 }); // "30"
 * retryAfter({}); // undefined
 * ```
 */
export function compileHeader(value: string): (details: unknown) => string | undefined {
  const writers = parseMessage(value).map((part) => (typeof part === "string" ? part : placeholderWriter(part, "en")));
  return (details) => {
    let text = "";
    for (const write of writers) {
      const piece = typeof write === "string" ? write : write(details);
      if (piece === undefined) return undefined;
      text += piece;
    }
    return text;
  };
}

/** Written in place of a missing value, in every language. */
const missing = "…";

function pieceOf(part: MessagePart, locale: string): MessagePiece {
  if (typeof part === "string") return part;
  const write = placeholderWriter(part, locale);
  return (details) => write(details) ?? missing;
}

function join(pieces: readonly MessagePiece[]): (details: unknown) => string {
  const [first] = pieces;
  if (pieces.length === 0) return () => "";
  if (pieces.length === 1 && typeof first === "string") return () => first;
  return (details) => {
    let text = "";
    for (const piece of pieces) text += typeof piece === "string" ? piece : piece(details);
    return text;
  };
}

/** Returns a writer of one placeholder, which returns undefined when the value is missing. */
function placeholderWriter(argument: MessageArgument, locale: string): (details: unknown) => string | undefined {
  const { name, arms, offset = 0 } = argument;
  const read = (details: unknown): unknown =>
    typeof details === "object" && details !== null && Object.hasOwn(details, name)
      ? (details as Record<string, unknown>)[name]
      : undefined;
  if (arms !== undefined) return armWriter(arms, locale, read);
  const options = argument.type === "number" ? (numberOptions(argument) ?? {}) : undefined;
  if (options === undefined) return (details) => plainText(read(details));
  // Created when it is first used, because a large contract would spend most of its start here.
  let format: Intl.NumberFormat | undefined;
  return (details) => {
    const value = read(details);
    if (typeof value !== "number" && typeof value !== "bigint") return plainText(value);
    format ??= new Intl.NumberFormat(locale, options);
    return format.format(typeof value === "number" ? value - offset : value);
  };
}

/** Writes the arm whose selector equals the value, otherwise `other`. Plural categories are left to a formatter. */
function armWriter(
  arms: readonly MessageArm[],
  locale: string,
  read: (details: unknown) => unknown,
): (details: unknown) => string {
  const writers = new Map(
    arms.map(({ selector, parts }) => [selector, join(parts.map((part) => pieceOf(part, locale)))]),
  );
  return (details) => {
    const text = plainText(read(details)) ?? missing;
    const write = writers.get(text) ?? writers.get(`=${text}`) ?? writers.get("other");
    return write?.(details) ?? missing;
  };
}

function plainText(value: unknown): string | undefined {
  if (value === undefined || value === null || typeof value === "function" || typeof value === "symbol")
    return undefined;
  if (typeof value !== "object") return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    // A message is often read while an error is being handled, so a circular detail must not throw again.
    return undefined;
  }
}

/** `Intl.NumberFormat` throws beyond 20 digits in engines older than ES2023. */
const maxFractionDigits = 20;

/** Returns the options of a number style that `Intl.NumberFormat` supports; undefined for any other placeholder. */
function numberOptions({ type, style }: MessageArgument): Intl.NumberFormatOptions | undefined {
  if (type !== "number") return undefined;
  if (style === undefined) return {};
  if (style === "integer") return { maximumFractionDigits: 0 };
  if (style === "percent" || style === "::percent") return { style: "percent" };
  const fraction = /^::\.(0*)(#*)$/.exec(style);
  if (fraction === null) return undefined;
  const minimum = fraction[1]?.length ?? 0;
  const maximum = minimum + (fraction[2]?.length ?? 0);
  return maximum > maxFractionDigits ? undefined : { minimumFractionDigits: minimum, maximumFractionDigits: maximum };
}
