/** Anything but the characters that JSON carries unescaped: controls, quote, backslash and surrogates are left out. */
const unsafe = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** Writes a string as JSON, byte for byte as `JSON.stringify` does, at a fraction of its cost where nothing needs escaping. */
export function quoteText(text: string): string {
  return unsafe.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** Writes a value as JSON. @returns undefined when it is absent, or when JSON cannot carry it (a circle, a bigint, a function) */
export function jsonText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return quoteText(value);
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** Writes a value as a JSON string: strings as they are, all else as its JSON; an object member by member. */
export function stringText(value: unknown, whole: boolean): string | undefined {
  const text = jsonText(value);
  if (text === undefined || typeof value === "string") return text;
  if (!whole) return quoteText(text);
  if (!text.startsWith("{")) return undefined;
  const members = Object.entries(JSON.parse(text) as object).flatMap(([key, member]) =>
    member === null ? [] : [`${quoteText(key)}:${stringText(member, false)}`],
  );
  return `{${members.join(",")}}`;
}

/** Reads an own member, however deep. @returns undefined where there is none */
export function memberAt(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}
