import { joinCellLines, type Line, splitTitles } from "./line-tables.ts";
import { splitRunOn } from "./run-on.ts";
import { splitWikiTables } from "./wiki-tables.ts";

/** Splits a text into lines, and keeps each JSON body together as one. */
export function splitBodies(drawn: string): Line[] {
  const text = withoutBoxes(drawn);
  const lines: Line[] = [];
  let from = 0;
  for (let at = nextBody(text, 0); at !== undefined; at = nextBody(text, from)) {
    lines.push(...linesOf(text.slice(from, at.start), from), { text: text.slice(at.start, at.end), offset: at.start });
    from = at.end;
  }
  return [...lines, ...linesOf(text.slice(from), from)];
}

/** Replaces the characters that draw boxes by those of tables in plain text. */
function withoutBoxes(text: string): string {
  return text.replaceAll(/[─-╿]/g, (character) =>
    /[─━═╌┄┈]/.test(character) ? "-" : /[│┃║┆┊╎]/.test(character) ? "|" : "+",
  );
}

function linesOf(text: string, offset: number): readonly Line[] {
  let at = offset;
  const lines = text.split("\n").flatMap((raw) => {
    const line = { text: raw.trim(), offset: at + (raw.length - raw.trimStart().length) };
    at += raw.length + 1;
    return splitItems(line);
  });
  return joinCells(
    joinColumns(
      joinRows(
        joinMarks(
          joinShortRows(joinCellLines(splitTitles(joinBrackets(joinRuledRows(splitRunOn(splitWikiTables(lines))))))),
        ),
      ),
    ),
  );
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

/** Joins items whose marked code has a line of its own, after the status: `- 404 -`, `no_book`, `: No such book. - 409 -`. */
function joinMarks(lines: readonly Line[]): readonly Line[] {
  const joined: Line[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] as Line;
    const [code, text] = [lines[at + 1]?.text ?? "", lines[at + 2]];
    const [, before = "", status] = /^(.*?)(?:^|\s)- ([45]\d\d) [-–—:]$/.exec(line.text) ?? [];
    if (status === undefined || text === undefined || !/^[\w.-]{3,80}$/.test(code) || !/^[:–—-] /.test(text.text))
      joined.push(line);
    else {
      if (before !== "") joined.push({ text: before, offset: line.offset });
      // The next item may begin at the end of the text, so the text is read again.
      const [, own = "", next] = /^(.*?)(\s- [45]\d\d [-–—:])?$/.exec(text.text) ?? [];
      joined.push({ text: `- ${status} ${code} ${own}`, offset: lines[at + 1]?.offset ?? line.offset });
      at += next === undefined ? 2 : 1;
    }
  }
  return joined;
}

/** Joins rows in pipes that a line of dashes follows each, with all lines of their last cells: `A | Text`, `more`, `---`. */
function joinRuledRows(lines: readonly Line[]): readonly Line[] {
  const joined: Line[] = [];
  let from = 0;
  for (const [index, { text, offset }] of lines.entries()) {
    if (text !== "---") continue;
    const row = rowBefore(lines, from, index);
    joined.push(...lines.slice(from, row?.start ?? index + 1));
    const isFirst = joined.at(-1)?.text.startsWith("| ") !== true;
    if (row !== undefined) joined.push({ text: `| ${row.text}`, offset: row.offset });
    if (row !== undefined && isFirst) joined.push({ text: "|---|", offset });
    from = index + 1;
  }
  return [...joined, ...lines.slice(from)];
}

/** Returns the row that ends before a line of dashes: a line with pipes, and the lines below it. */
function rowBefore(lines: readonly Line[], from: number, end: number): (Line & { readonly start: number }) | undefined {
  const start = Math.max(from, end - maxRest * 2);
  const place = lines.slice(start, end).findLastIndex(({ text }) => / \| /.test(text) && !text.startsWith("|"));
  const [first, ...rest] = place < 0 ? [] : lines.slice(start + place, end);
  if (first === undefined || rest.some(({ text }) => text === "" || text.startsWith("#"))) return undefined;
  return { text: [first, ...rest].map(({ text }) => text).join(" "), offset: first.offset, start: start + place };
}

/** Joins rows in pipes whose first cells have a line of their own, as a line break in a cell leaves them: `| A`, `| Text | Text |`. */
function joinShortRows(lines: readonly Line[]): readonly Line[] {
  const joined: Line[] = [];
  let width = 0;
  for (const line of lines) {
    const last = joined.at(-1);
    const cells = line.text.startsWith("|") ? cellsOf(line.text) : 0;
    const before = last === undefined || !last.text.startsWith("|") ? 0 : cellsOf(last.text);
    if (cells === 0) width = 0;
    if (last !== undefined && before > 0 && before < width && cells < width && before + cells === width)
      joined[joined.length - 1] = { text: `${last.text} ${line.text}`, offset: last.offset };
    else joined.push(line);
    if (width === 0 && cells > 2 && line.text.endsWith("|")) width = cells;
  }
  return joined;
}

function cellsOf(row: string): number {
  return row.replace(/^\|/, "").replace(/\|$/, "").split("|").length;
}

/** Joins rows in pipes with the lines below them that their last cell has. */
function joinRows(lines: readonly Line[]): readonly Line[] {
  const joined: Line[] = [];
  let open = 0;
  for (const line of lines) {
    const last = joined.at(-1);
    const isRest = open > 0 && last !== undefined && line.text !== "" && !line.text.startsWith("|");
    if (isRest) joined[joined.length - 1] = { text: `${last.text} ${line.text}`, offset: last.offset };
    else joined.push(line);
    const isOpen = /^\|[^|]+\|.*[^|\s]$/.test(joined.at(-1)?.text ?? "");
    open = isOpen && (isRest || line.text.startsWith("|")) ? (isRest ? open - 1 : maxRest) : 0;
  }
  return joined;
}

/** Lines of the last cell of a row. */
const maxRest = 4;

/** Joins rows of cells that have a line each, if the line of dashes tells the number of columns: `Code |`, `Text |`, `|---|---|`. */
function joinColumns(lines: readonly Line[]): readonly Line[] {
  const joined: Line[] = [];
  let width = 0;
  let row: Line[] = [];
  const end = (): void => {
    joined.push(...row);
    row = [];
  };
  for (const line of lines) {
    const isCell = /^[^|]+\|$/.test(line.text);
    const columns = /^\|(?:\s*:?-{2,}:?\s*\|){2,}$/.test(line.text) ? line.text.split("|").length - 2 : 0;
    const above = joined.slice(joined.length - columns);
    if (columns > 0 && above.length === columns && above.every(({ text }) => /^[^|]+\|$/.test(text))) {
      joined.splice(-columns, columns, oneLine(above), line);
      width = columns;
    } else if (width > 0 && isCell) row.push(line);
    else {
      end();
      width = 0;
      joined.push(line);
    }
    if (width > 0 && row.length === width) row = [oneLine(row)];
    if (row.length === 1 && /^\|.*\|.*\|$/.test(row[0]?.text ?? "")) end();
  }
  end();
  return joined;
}

/** Joins the lines of a list in brackets, each of which begins with a comma: `Values: [a`, `, b`, `]`. */
function joinBrackets(lines: readonly Line[]): readonly Line[] {
  const joined: Line[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    const isOpen = last !== undefined && last.text.length < 4_000 && /\[[^\]]*$/.test(last.text);
    if (isOpen && /^(?:,|\]$)/.test(line.text))
      joined[joined.length - 1] = { text: last.text + line.text, offset: last.offset };
    else joined.push(line);
  }
  return joined;
}

function oneLine(cells: readonly Line[]): Line {
  return { text: `| ${cells.map(({ text }) => text).join(" ")}`, offset: cells[0]?.offset ?? 0 };
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
    if (isBody(text.slice(match.index, end))) return { start: match.index, end };
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

/** Checks whether a text in brackets is JSON, or an object of JSON with comments or parts that are left out. */
function isBody(text: string): boolean {
  if (/^\{\s*"[\w.-]{1,60}"\s*:/.test(text)) return true;
  try {
    JSON.parse(text);
    return text.length > 10;
  } catch {
    return false;
  }
}
