const identifier = /^[A-Za-z_$][A-Za-z0-9_$]*$/;
const maxInlineLength = 100;

/** Writes the name of a member, in quotes unless it is an identifier. */
export function memberName(name: string): string {
  return identifier.test(name) ? name : JSON.stringify(name);
}

/** Writes JSON data as a TypeScript expression, on one line if it fits into 100 characters. */
export function literal(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map(literal)
    : Object.entries(value).flatMap(([key, member]) =>
        member === undefined ? [] : [`${expressionKey(key)}: ${literal(member)}`],
      );
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  if (parts.length === 0) return open + close;
  const space = isList ? "" : " ";
  const inline = `${open}${space}${parts.join(", ")}${space}${close}`;
  if (inline.length <= maxInlineLength && !inline.includes("\n")) return inline;
  return `${open}\n${parts.map((part) => `${indent(part)},\n`).join("")}${close}`;
}

/** In an expression, unlike in a type, a plain `__proto__` would set the prototype. */
function expressionKey(key: string): string {
  return key === "__proto__" ? '["__proto__"]' : memberName(key);
}

/** Indents every line by one step. */
export function indent(text: string): string {
  return `  ${text.replaceAll("\n", "\n  ")}`;
}

/** Writes a doc comment that its own text cannot end; returns an empty string for no text. */
export function docComment(...texts: readonly (string | undefined)[]): string {
  const lines = texts
    .flatMap((text) => text?.split(/\r\n|[\n\r\u2028\u2029]/) ?? [])
    .map((line) => line.replaceAll("*/", "*\\/").trim())
    .filter((line) => line !== "");
  if (lines.length === 0) return "";
  if (lines.length === 1) return `/** ${lines[0]} */\n`;
  return `/**\n${lines.map((line) => ` * ${line}\n`).join("")} */\n`;
}
