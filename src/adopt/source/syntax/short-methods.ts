import type { Token } from "./token.ts";

/** Most tokens of the body of a method on one line. */
const maxBody = 16;

/** Writes the methods of Ruby on one line, `def status; 404; end`, as those without an end: `def status = 404`. */
export function withShortMethods(tokens: readonly Token[]): readonly Token[] {
  const result: Token[] = [];
  let last = -1;
  for (const [at, token] of tokens.entries()) {
    if (at <= last) continue;
    const end = endOfMethod(tokens, at);
    if (end > 0) last = end;
    const method = end < 0 ? [token] : tokens.slice(at, end);
    const [word, name, mark, ...body] = method;
    if (word === undefined || name === undefined || mark === undefined) result.push(token);
    else
      result.push(
        word,
        name,
        { ...mark, text: "=" },
        ...body.filter(({ text, type }) => type !== "mark" || text !== ";"),
      );
  }
  return result;
}

/** Returns the index of the `end` of the method on one line that begins at an index; -1 if there is none. */
function endOfMethod(tokens: readonly Token[], start: number): number {
  const [word, name, mark, ...body] = tokens.slice(start, start + maxBody);
  if (!isWord(word, "def") || name?.type !== "word" || mark?.type !== "mark" || mark.text !== ";") return -1;
  const end = body.findIndex((token) => isWord(token, "end"));
  return end > 0 && body[end]?.line === word?.line ? start + 3 + end : -1;
}

function isWord(token: Token | undefined, text: string): boolean {
  return token?.type === "word" && token.text === text;
}
