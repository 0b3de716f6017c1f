/** A line of a text, or a body of JSON. */
export interface Line {
  readonly text: string;
  readonly offset: number;
}

/** Splits a text into lines, and keeps each JSON body together as one. */
export function splitBodies(text: string): Line[] {
  const lines: Line[] = [];
  let from = 0;
  for (let at = nextBody(text, 0); at !== undefined; at = nextBody(text, from)) {
    lines.push(...linesOf(text.slice(from, at.start), from), { text: text.slice(at.start, at.end), offset: at.start });
    from = at.end;
  }
  return [...lines, ...linesOf(text.slice(from), from)];
}

function linesOf(text: string, offset: number): readonly Line[] {
  let at = offset;
  const lines = text.split("\n").flatMap((raw) => {
    const line = { text: raw.trim(), offset: at + (raw.length - raw.trimStart().length) };
    at += raw.length + 1;
    return splitItems(line);
  });
  return joinCells(lines);
}

/** Splits items that stand together without gaps: `no_card: Show it.old_card: Renew it.` */
function splitItems(line: Line): readonly Line[] {
  const ends = Array.from(line.text.matchAll(/[.!?)](?=[a-z][a-z0-9]*(?:_[a-z0-9]+)+: )/g), ({ index }) => index + 1);
  if (ends.length === 0) return [line];
  return [0, ...ends].map((start, index) => ({
    text: line.text.slice(start, ends[index]),
    offset: line.offset + start,
  }));
}

/** Joins rows of which each cell has a line of its own that ends with a pipe. A line with a pipe alone begins a row. */
function joinCells(lines: readonly Line[]): readonly Line[] {
  const joined: Line[] = [];
  let isOpen = false;
  for (const line of lines) {
    const last = joined.at(-1);
    const isCell = /^[^|]+\|$/.test(line.text);
    const isSecond = last !== undefined && /^[^\s|]+ ?\|$/.test(last.text) && isCell;
    isOpen = line.text === "|" || (isOpen && isCell);
    if (last !== undefined && line.text !== "|" && (isOpen || isSecond))
      joined[joined.length - 1] = { text: `${last.text} ${line.text}`, offset: last.offset };
    else joined.push(line);
  }
  return joined;
}

/** Finds the next object that begins a line or follows a sentence, and that is JSON. */
function nextBody(text: string, from: number): { readonly start: number; readonly end: number } | undefined {
  const starts = /\{(?=\s*(?:"|\}))/g;
  starts.lastIndex = from;
  let attempts = 0;
  for (let match = starts.exec(text); match !== null && attempts < maxAttempts; match = starts.exec(text)) {
    const end = endOfObject(text, match.index);
    attempts += 1;
    if (end === undefined) continue;
    if (isJson(text.slice(match.index, end))) return { start: match.index, end };
  }
  return undefined;
}

function endOfObject(text: string, start: number): number | undefined {
  const tokens = /"(?:[^"\\\n]|\\.)*"|[{}]/g;
  tokens.lastIndex = start;
  let depth = 0;
  for (let token = tokens.exec(text); token !== null && token.index < start + maxBody; token = tokens.exec(text)) {
    if (token[0] === "{") depth += 1;
    else if (token[0] === "}") depth -= 1;
    if (depth === 0) return tokens.lastIndex;
  }
  return undefined;
}

const maxBody = 50_000;
/** Objects in a row that are not JSON; after them the rest is read as text. */
const maxAttempts = 200;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return text.length > 10;
  } catch {
    return false;
  }
}
