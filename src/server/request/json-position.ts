const space = /[\t\n\r ]*/y;
// A string, a number or a word.
const scalar =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Position of a syntax error in JSON. `position` starts at 0, `line` and `column` at 1. */
export interface JsonPosition {
  readonly position: number;
  readonly line: number;
  readonly column: number;
}

/**
 * Returns the position of the first syntax error in a JSON text. The message of `JSON.parse` is not used, because V8
 * quotes the text in it, which can contain secrets.
 */
export function jsonPosition(text: string): JsonPosition {
  const scan: Scan = { text, at: 0, open: [], expected: "value" };
  do scan.at = skip(space, text, scan.at);
  while (steps[scan.expected](scan, text[scan.at]));
  const before = text.slice(0, scan.at);
  return { position: scan.at, line: before.split("\n").length, column: scan.at - before.lastIndexOf("\n") };
}

/** State of the tokenizer: the open brackets and the token that must follow. */
interface Scan {
  readonly text: string;
  at: number;
  /** Closing bracket of each open one. */
  readonly open: ("}" | "]")[];
  expected: "value" | "firstValue" | "key" | "firstKey" | "after";
}

/** Each step consumes one token and returns false at a syntax error. */
const steps: Readonly<Record<Scan["expected"], (scan: Scan, character: string | undefined) => boolean>> = {
  value: readValue,
  key: readKey,
  firstValue: (scan, character) => (character === "]" ? close(scan) : readValue(scan, character)),
  firstKey: (scan, character) => (character === "}" ? close(scan) : readKey(scan, character)),
  after(scan, character) {
    const closing = scan.open.at(-1);
    if (closing === undefined) return false;
    if (character === closing) return close(scan);
    return character === "," && advance(scan, scan.at + 1, closing === "}" ? "key" : "value");
  },
};

function readValue(scan: Scan, character: string | undefined): boolean {
  if (character === "{" || character === "[") {
    scan.open.push(character === "{" ? "}" : "]");
    return advance(scan, scan.at + 1, character === "{" ? "firstKey" : "firstValue");
  }
  return advance(scan, skip(scalar, scan.text, scan.at), "after");
}

function readKey(scan: Scan, character: string | undefined): boolean {
  if (character !== '"' || !advance(scan, skip(scalar, scan.text, scan.at), "key")) return false;
  scan.at = skip(space, scan.text, scan.at);
  return scan.text[scan.at] === ":" && advance(scan, scan.at + 1, "value");
}

function close(scan: Scan): boolean {
  scan.open.pop();
  return advance(scan, scan.at + 1, "after");
}

function advance(scan: Scan, end: number, expected: Scan["expected"]): boolean {
  if (end === scan.at) return false;
  scan.at = end;
  scan.expected = expected;
  return true;
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  const [match = ""] = pattern.exec(text) ?? [];
  return at + match.length;
}
