/** Returns the line, from 1, on which each element of `log.entries` begins. The text is JSON that was parsed before. */
export function entryLines(text: string): readonly number[] {
  const lines: number[] = [];
  let isInEntries = false;
  for (const { bracket, depth, name, line } of openings(text)) {
    if (depth === 3) isInEntries = bracket === "[" && name === 'entries"';
    else if (depth === 4 && isInEntries) lines.push(line);
  }
  return lines;
}

interface Opening {
  readonly bracket: string;
  /** Number of brackets that are open, with this one. */
  readonly depth: number;
  /** The text before it, up to 8 characters: the name of the member if the bracket begins one. */
  readonly name: string;
  readonly line: number;
}

/** Finds the brackets that begin objects and lists of the upper four levels. */
function* openings(text: string): Generator<Opening> {
  const tokens = /["{}[\]\n]/g;
  let [line, depth, name] = [1, 0, ""];
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    const [character] = token;
    if (character === "\n") line += 1;
    else if (character === "}" || character === "]") depth -= 1;
    else if (character === '"') {
      if (depth < 3) name = text.slice(token.index + 1, token.index + 9);
      tokens.lastIndex = endOfText(text, token.index) + 1;
    } else {
      depth += 1;
      if (depth < 5) yield { bracket: character, depth, name, line };
    }
  }
}

/** Returns the offset of the quote that ends a text. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === "\\") backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}
