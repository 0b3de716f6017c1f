const token = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;
const forbidden = /[^\t\x20-\x7e]/g;

/** A response header. */
export type Header = readonly [name: string, value: string];

/** Makes a header that cannot break out of its line; undefined when the name is none. */
export function safeHeader(name: string, value: string): Header | undefined {
  if (!token.test(name)) return undefined;
  return [name, value.replace(forbidden, " ").trim()];
}

/** Puts a header in the place of one with the same name, or at the end. */
export function putHeader(headers: Header[], header: Header): void {
  const name = header[0].toLowerCase();
  const at = headers.findIndex(([other]) => other.length === name.length && other.toLowerCase() === name);
  if (at === -1) headers.push(header);
  else headers[at] = header;
}
