/** Response headers: a `Headers` object, or a plain object with lower-case names as Node writes them. */
export type HeaderSource =
  | {
      /** Returns the value of a header by its name in lower case. */
      readonly get: (name: string) => unknown;
    }
  | Readonly<Record<string, string | readonly string[] | number | undefined>>;

/** Returns an own member of a value of unknown shape; undefined if it is missing or inherited. */
export function getOwn(value: unknown, key: unknown): unknown {
  // Read first, because V8 finds a missing member much faster than it checks whose it is.
  const member = (value as Record<string, unknown> | null | undefined)?.[key as string];
  return member !== undefined && Object.hasOwn(value as object, key as string) ? member : undefined;
}

/** Characters that are read of a header and kept of a text, so that no pattern runs over an attacker's megabyte. */
export const maxTextLength = 4096;

/** Returns a header, cut at 4,096 characters; "" if it is missing. */
export function readHeader(headers: HeaderSource | null | undefined, name: string): string {
  const value = typeof headers?.get === "function" ? headers.get(name) : getOwn(headers, name);
  return value || value === 0 ? `${value}`.slice(0, maxTextLength) : "";
}

/** Returns a body as text. HTTP clients that parse JSON have none. */
export function textOfBody(body: unknown): string {
  return typeof body === "string" ? body : (JSON.stringify(body) ?? "");
}

/** First character of a number, an object, a list, a text, `true`, `false` or `null`. */
const startsLikeJson = /^\s*[-\d{["tfn]/;

/** Parses a body; returns undefined if it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    // A failing JSON.parse is expensive, so empty, HTML and XML bodies are skipped.
    return text[0] === "{" || startsLikeJson.test(text) ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
