const space = /[\t\n\r ]*/y;
// A string, a number or a word.
const scalar =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Where a text stops being JSON; all counts start at 1, but `position`, which starts at 0. */
export interface JsonPosition {
  readonly position: number;
  readonly line: number;
  readonly column: number;
}

/**
 * Finds the first character that cannot belong to JSON. `JSON.parse` of V8 quotes the text instead of telling the
 * place, and the text can hold secrets.
 */
export function jsonPosition(text: string): JsonPosition {
  const walk: Walk = { text, at: 0, open: [], expected: "value" };
  do walk.at = skip(space, text, walk.at);
  while (steps[walk.expected](walk, text[walk.at]));
  const before = text.slice(0, walk.at);
  return { position: walk.at, line: before.split("\n").length, column: walk.at - before.lastIndexOf("\n") };
}

/** A walk over the tokens: the brackets that are open, and what may come next. */
interface Walk {
  readonly text: string;
  at: number;
  /** The closing bracket of every open one. */
  readonly open: ("}" | "]")[];
  expected: "value" | "firstValue" | "key" | "firstKey" | "after";
}

/** Each step takes one token; false where it does not fit. */
const steps: Readonly<Record<Walk["expected"], (walk: Walk, character: string | undefined) => boolean>> = {
  value: takeValue,
  key: takeKey,
  firstValue: (walk, character) => (character === "]" ? close(walk) : takeValue(walk, character)),
  firstKey: (walk, character) => (character === "}" ? close(walk) : takeKey(walk, character)),
  after(walk, character) {
    const within = walk.open.at(-1);
    if (within === undefined) return false;
    if (character === within) return close(walk);
    return character === "," && take(walk, walk.at + 1, within === "}" ? "key" : "value");
  },
};

function takeValue(walk: Walk, character: string | undefined): boolean {
  if (character === "{" || character === "[") {
    walk.open.push(character === "{" ? "}" : "]");
    return take(walk, walk.at + 1, character === "{" ? "firstKey" : "firstValue");
  }
  return take(walk, skip(scalar, walk.text, walk.at), "after");
}

function takeKey(walk: Walk, character: string | undefined): boolean {
  if (character !== '"' || !take(walk, skip(scalar, walk.text, walk.at), "key")) return false;
  walk.at = skip(space, walk.text, walk.at);
  return walk.text[walk.at] === ":" && take(walk, walk.at + 1, "value");
}

function close(walk: Walk): boolean {
  walk.open.pop();
  return take(walk, walk.at + 1, "after");
}

function take(walk: Walk, end: number, expected: Walk["expected"]): boolean {
  if (end === walk.at) return false;
  walk.at = end;
  walk.expected = expected;
  return true;
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  const [found = ""] = pattern.exec(text) ?? [];
  return at + found.length;
}
