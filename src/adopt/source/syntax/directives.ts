/**
 * Writes the directives of the preprocessor of C as declarations that the lexer reads: a constant with a value as
 * `const NAME = value`, and a macro that lists rows as a module. Others are removed. Lines stay where they are.
 */
export function withoutDirectives(text: string): string {
  if (!/^[ \t]*#/m.test(text)) return text;
  const lines = text.split("\n");
  const written: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? "";
    const end = isDirective.test(line) ? endOfDirective(lines, at) : at;
    written.push(...(isDirective.test(line) ? declarationOf(lines.slice(at, end + 1)) : [line]));
    at = end + 1;
  }
  return written.join("\n");
}

const isDirective = /^[ \t]*#/;
/** Most lines of one macro. */
const maxLines = 5_000;

/** Returns the index of the last line that a directive continues on. */
function endOfDirective(lines: readonly string[], start: number): number {
  let end = start;
  while (end - start < maxLines && continues(lines[end]) && end + 1 < lines.length) end += 1;
  return end;
}

function continues(line: string | undefined): boolean {
  return /\\[ \t\r]*$/.test(line ?? "");
}

function declarationOf(lines: readonly string[]): readonly string[] {
  const [head = "", ...rest] = lines.map((line) => line.replace(/\\[ \t\r]*$/, ""));
  const constant = /^[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w*)(?!\()(?:[ \t]+|$)/.exec(head);
  if (constant !== null && `${head.slice(constant[0].length)}${rest.join("")}`.trim() === "")
    return lines.map(() => "");
  if (constant !== null) return [`const ${constant[1]} = ${head.slice(constant[0].length)}`, ...rest];
  const macro = /^[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w*)\([ \t]*([A-Za-z_]\w*)[^)]*\)/.exec(head);
  const [whole = "", name = "", parameter = ""] = macro ?? [];
  // The rows of a list call its parameter: `#define SHOP_ERRORS(X) X(1001, NO_BOOK) X(1002, NO_CARD)`.
  const isList = macro !== null && rest.some((line) => line.trimStart().startsWith(`${parameter}(`));
  if (!isList) return lines.map(() => "");
  const body = [head.slice(whole.length), ...rest];
  return body.map(
    (line, index) => `${index === 0 ? `module ${name} {` : ""}${line}${index === rest.length ? " }" : ""}`,
  );
}
