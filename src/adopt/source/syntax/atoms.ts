import type { Token } from "./token.ts";

/**
 * Writes the tokens of Elixir and Erlang as those of other languages: tuples in round brackets, maps in braces, atoms of Erlang
 * as symbols, and attributes as assignments.
 *
 * @param text the source, in which a token that begins with `@` is an attribute
 */
export function withAtoms(tokens: readonly Token[], text: string, isErlang: boolean): readonly Token[] {
  const closing: string[] = [];
  return tokens.flatMap((token, index): readonly Token[] => {
    const next = tokens[index + 1];
    if (isMark(token, "{") || isMark(token, "}")) return [bracketOf(token, closing, opensMap(tokens, index))];
    if (isSign(token, next, text)) return [];
    if (isErlang) return [isEnd(token, next) ? { ...token, text: ";" } : atomOf(token, next)];
    return isAttribute(token, next, text) ? [token, equalsBehind(token)] : [token];
  });
}

/** Writes a brace of a tuple as a round bracket. */
function bracketOf(token: Token, closing: string[], isMap: boolean): Token {
  if (token.text === "}") return { ...token, text: closing.pop() ?? "}" };
  closing.push(isMap ? "}" : ")");
  return { ...token, text: isMap ? "{" : "(" };
}

/** Checks whether a token is the full stop at the end of a form of Erlang. */
function isEnd(token: Token, next: Token | undefined): boolean {
  return isMark(token, ".") && next?.startsLine !== false;
}

/** Checks whether a brace opens a map or a structure, `%{ … }`, `%Name{ … }` or `#{ … }`, and no tuple. */
function opensMap(tokens: readonly Token[], at: number): boolean {
  let start = at - 1;
  while (start > at - 12 && (tokens[start]?.type === "word" || isMark(tokens[start], "."))) start -= 1;
  const sign = tokens[start];
  return isMark(sign, "%") || isMark(sign, "#");
}

/** Checks whether a mark only says what the next token is: `%` of a map, `:` of a quoted atom, `<<` of a binary. */
function isSign(token: Token, next: Token | undefined, text: string): boolean {
  if (token.type !== "mark" || next === undefined) return false;
  if (token.text === "%" || token.text === "#") return next.text === "{" || next.type === "word";
  if (token.text === ":")
    return next.type === "string" && next.offset === token.offset + 1 && !/[\w"]/.test(text[token.offset - 1] ?? "");
  return token.text === "<" || token.text === ">" ? isAngle(token, text) : false;
}

function isAngle({ offset, text: mark }: Token, text: string): boolean {
  return text[offset - 1] === mark || text[offset + 1] === mark;
}

/** Writes an atom of Erlang, which is a word in lower case that is not called, as a symbol. */
function atomOf(token: Token, next: Token | undefined): Token {
  const isAtom = token.type === "word" && /^[a-z]/.test(token.text) && !reserved.test(token.text);
  return isAtom && !isMark(next, "(") && !isMark(next, ":") ? { ...token, type: "symbol" } : token;
}

const reserved = /^(?:case|of|end|when|if|fun|receive|after|try|catch|begin|and|or|not|andalso|orelse|div|rem)$/;

/** Checks whether a token is an attribute with a value: `@errors %{ … }`. */
function isAttribute(token: Token, next: Token | undefined, text: string): boolean {
  if (token.type !== "word" || !token.startsLine || text[token.offset] !== "@" || next === undefined) return false;
  if (/^(?:doc|moduledoc|typedoc|spec|type|typep|opaque|callback|impl|behaviour)$/.test(token.text)) return false;
  return !next.startsLine && (next.type !== "mark" || /^[%{[(<~-]$/.test(next.text));
}

function equalsBehind({ offset, line, endLine, column }: Token): Token {
  return { type: "mark", text: "=", offset, line, endLine, column, startsLine: false };
}

function isMark(token: Token | undefined, text: string): boolean {
  return token?.type === "mark" && token.text === text;
}
