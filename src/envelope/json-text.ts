/** Anything but the characters that JSON carries unescaped: controls, quote, backslash and surrogates are left out. */
const unsafe = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** Writes a string as JSON, byte for byte as `JSON.stringify` does, at a fraction of its cost where nothing needs escaping. */
export function quoteText(text: string): string {
  return unsafe.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** Writes a value as JSON. @returns undefined when it is absent, or when JSON cannot carry it (NaN, a circle, a bigint, a function) */
export function jsonText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return quoteText(value);
  try {
    const text = JSON.stringify(value);
    return text === "null" ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Writes a value as a JSON string: strings as they are, all else as its JSON. */
export function stringText(value: unknown): string | undefined {
  const text = jsonText(value);
  return text === undefined || typeof value === "string" ? text : quoteText(text);
}

/** Writes an object as one whose members are strings; what is no object is left out. */
export function stringMapText(value: unknown): string | undefined {
  const text = jsonText(value);
  if (text === undefined || !text.startsWith("{")) return undefined;
  const members = Object.entries(JSON.parse(text) as object).flatMap(([key, member]) =>
    member === null ? [] : [`${quoteText(key)}:${stringText(member)}`],
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
