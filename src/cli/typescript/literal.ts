const identifier = /^[A-Za-z_$][A-Za-z0-9_$]*$/;
const maxInline = 100;

/** Writes the name of a member, quoted where it is no identifier. */
export function memberName(name: string): string {
  return identifier.test(name) ? name : JSON.stringify(name);
}

/** Writes JSON as a TypeScript expression: what fits stands on one line. */
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
  if (inline.length <= maxInline && !inline.includes("\n")) return inline;
  return `${open}\n${parts.map((part) => `${indent(part)},\n`).join("")}${close}`;
}

/** In an expression, unlike in a type, this one name would set the prototype. */
function expressionKey(key: string): string {
  return key === "__proto__" ? '["__proto__"]' : memberName(key);
}

/** Moves a text one step to the right. */
export function indent(text: string): string {
  return `  ${text.replaceAll("\n", "\n  ")}`;
}

/** Writes a doc comment, which no text can end; nothing for no text. */
export function docComment(...texts: readonly (string | undefined)[]): string {
  const lines = texts
    .flatMap((text) => text?.split(/\r\n|[\n\r\u2028\u2029]/) ?? [])
    .map((line) => line.replaceAll("*/", "*\\/").trim())
    .filter((line) => line !== "");
  if (lines.length === 0) return "";
  if (lines.length === 1) return `/** ${lines[0]} */\n`;
  return `/**\n${lines.map((line) => ` * ${line}\n`).join("")} */\n`;
}
