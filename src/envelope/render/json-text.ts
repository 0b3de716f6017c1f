import type { FormatMessage } from "../../contract/index.ts";
import type { RenderValues } from "../envelope.ts";

/** Matches any character that JSON escapes, and surrogates, which it escapes when they are unpaired. */
const unsafe = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** Checks whether JSON contains a string unchanged, without an escaped character. */
function isPlainText(text: string): boolean {
  return !unsafe.test(text);
}

/** Returns the same JSON text as `JSON.stringify`, faster for a string that needs no escaping. */
export function quoteText(text: string): string {
  return unsafe.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** Returns the JSON text of a value; undefined for null and for what JSON cannot represent (NaN, a cycle, a bigint, a function). */
export function jsonText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return quoteText(value);
  try {
    const text = flatObjectText(value) ?? JSON.stringify(value);
    return text === "null" ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Caches quoted member names of flat objects. Bounded, because names may come from the request. */
const quotedNames = new Map<string, string>();
const maxQuotedNames = 1_000;

/** Serialises a plain object of strings and integers, which most details are, in half the time of JSON.stringify. */
function flatObjectText(value: unknown): string | undefined {
  if (typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) return undefined;
  const members = value as Readonly<Record<string, unknown>>;
  if ("toJSON" in members) return undefined;
  let text = "{";
  for (const name of Object.keys(members)) {
    const member = memberText(members[name]);
    if (member === undefined) return undefined;
    text += text.length === 1 ? quoteName(name) + member : `,${quoteName(name)}${member}`;
  }
  return `${text}}`;
}

function memberText(member: unknown): string | undefined {
  if (typeof member === "string") return quoteText(member);
  return Number.isSafeInteger(member) ? String(member) : undefined;
}

function quoteName(name: string): string {
  const cached = quotedNames.get(name);
  if (cached !== undefined) return cached;
  const quoted = `${JSON.stringify(name)}:`;
  if (quotedNames.size < maxQuotedNames) quotedNames.set(name, quoted);
  return quoted;
}

/** Returns a value as a JSON string. A value that is not a string becomes its own JSON text. */
export function stringText(value: unknown): string | undefined {
  const text = jsonText(value);
  return text === undefined || typeof value === "string" ? text : quoteText(text);
}

/** Returns an object with every member as a string; undefined for a value that is not an object. */
export function stringMapText(value: unknown): string | undefined {
  const text = jsonText(value);
  if (text === undefined || !text.startsWith("{")) return undefined;
  const members = Object.entries(JSON.parse(text) as object).flatMap(([key, member]) =>
    member === null ? [] : [`${quoteText(key)}:${stringText(member)}`],
  );
  return `{${members.join(",")}}`;
}

/** Returns the own member at a path; undefined when there is none. */
export function memberAt(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<string, unknown>)[key];
  }
  return current;
}

/**
 * Compiles the writer of a code's message as JSON text. The constant pieces are quoted here, once. A value that needs
 * escaping makes the writer quote the whole message.
 */
export function messageWriter(format: FormatMessage): (values: RenderValues) => string {
  const quoteWhole = ({ message, details }: RenderValues): string => quoteText(message ?? format(details));
  const { pieces } = format;
  // A constant may end in half of a surrogate pair whose other half is in the next value.
  if (pieces?.some((piece) => typeof piece === "string" && /[\ud800-\udfff]/.test(piece)) !== false) return quoteWhole;
  const quoted = pieces.map((piece) => (typeof piece === "string" ? JSON.stringify(piece).slice(1, -1) : piece));
  return (values) => {
    if (values.message !== undefined) return quoteText(values.message);
    let text = '"';
    for (const piece of quoted) {
      const value = typeof piece === "string" ? piece : piece(values.details);
      if (typeof piece !== "string" && !isPlainText(value)) return quoteWhole(values);
      text += value;
    }
    return `${text}"`;
  };
}
