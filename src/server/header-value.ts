const token = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;
const forbidden = /[^\t\x20-\x7e]/g;

/** Response headers, each name once; in the order in which they are sent. */
export type HeaderRecord = Record<string, string>;

/** Makes a header that cannot break out of its line; undefined when the name is none. */
export function safeHeader(name: string, value: string): readonly [name: string, value: string] | undefined {
  if (!token.test(name)) return undefined;
  return [name, value.replace(forbidden, " ").trim()];
}

/** Puts a header in the place of one with the same name in any case, or at the end. */
export function putHeader(headers: HeaderRecord, name: string, value: string): void {
  const lower = name.toLowerCase();
  const known = Object.keys(headers).find((other) => other.length === lower.length && other.toLowerCase() === lower);
  headers[known ?? name] = value;
}
