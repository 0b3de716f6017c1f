import { isIdentifier, phrases } from "../../evidence/index.ts";
import { gluedCode } from "./glued.ts";
import type { Line } from "./line-tables.ts";
import { type LeadingTitles, leadingTitles } from "./titles.ts";

/**
 * Splits tables whose rows stand together without gaps, behind their titles: `HTTP statusError codeDescription404 Not FoundNoBookNo
 * book has the id.NoShelfThe shelf is gone.` A status before a code is also that of the codes behind it, up to the next one.
 */
export function splitRunOn(lines: readonly Line[]): readonly Line[] {
  const split: Line[] = [];
  let attempts = 0;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] as Line;
    const ways = attempts < maxAttempts ? waysOf(line.text) : [];
    const table = ways.length === 0 ? undefined : tableAt(lines, at, ways);
    if (ways.length > 0 && table === undefined) attempts += 1;
    if (table === undefined) split.push(line);
    else split.push(...table.rows);
    at = (table?.end ?? at + 1) - 1;
  }
  return split;
}

interface RunOn {
  readonly rows: readonly Line[];
  /** Index after the last line of the table. */
  readonly end: number;
}

/** Lines that look like the beginning of a table and are none. Each is read up to its end, so there is a limit. */
const maxAttempts = 5;

/** Returns the titles that begin a line, if a code or a status follows them without a gap. */
function waysOf(text: string): readonly LeadingTitles[] {
  // The shortest line of titles and a row has 40 characters.
  const ways = text.length < 40 || !/^[A-Z]/.test(text) ? [] : leadingTitles(text);
  return ways.filter(({ rest }) => markAt(rest, 0, 0) !== undefined);
}

function tableAt(lines: readonly Line[], at: number, ways: readonly LeadingTitles[]): RunOn | undefined {
  const line = lines[at] as Line;
  for (const { title, kinds, rest } of ways) {
    const below = lines.slice(at + 1, at + maxLines);
    const end = below.findIndex(({ text }) => /^(?:#{1,6} \S|\||\{)/.test(text));
    const own = end < 0 ? below : below.slice(0, end);
    const first = { text: rest, offset: line.offset + line.text.length - rest.length };
    const isBefore = kinds.includes("status") && kinds.indexOf("status") < kinds.indexOf("code");
    const rows = rowsOf([first, ...own], isBefore);
    if (rows.length >= minRows)
      return { rows: [...titlesOf(title, line.offset), ...rows, empty(line.offset)], end: at + 1 + own.length };
  }
  return undefined;
}

/** Lines that a table may have, and fewest rows of one. */
const maxLines = 2_000;
const minRows = 3;

function titlesOf(code: string, offset: number): readonly Line[] {
  return [
    empty(offset),
    { text: `| ${code} | HTTP status | Description |`, offset },
    { text: "|---|---|---|", offset },
  ];
}

function empty(offset: number): Line {
  return { text: "", offset };
}

/** A code or a status in a text without gaps. */
interface Mark {
  readonly type: "code" | "status";
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

function rowsOf(lines: readonly Line[], isBefore: boolean): readonly Line[] {
  const text = lines.map((line) => line.text).join("\n");
  const marks = marksIn(text);
  const rows: { code: string; status: string; text: string; start: number }[] = [];
  let status = "";
  for (const [index, { type, value, start, end }] of marks.entries()) {
    const last = rows.at(-1);
    const rest = text
      .slice(end, marks[index + 1]?.start)
      .replaceAll("|", "/")
      .replaceAll(/\s+/g, " ")
      .trim();
    if (type === "code") rows.push({ code: value, status, text: rest, start });
    else if (isBefore) status = value;
    else if (last?.status === "") Object.assign(last, { status: value, text: `${last.text} ${rest}`.trim() });
  }
  const described = rows.filter((row) => row.text.includes(" "));
  if (described.length * 2 < rows.length) return [];
  let [place, from] = [0, 0];
  return rows.map(({ start, ...row }) => {
    for (let line = lines[place]; line !== undefined && from + line.text.length < start; line = lines[place]) {
      from += line.text.length + 1;
      place += 1;
    }
    const offset = (lines[place]?.offset ?? 0) + start - from;
    return { text: `| ${row.code} | ${row.status} | ${row.text} |`, offset };
  });
}

function marksIn(text: string): readonly Mark[] {
  const marks: Mark[] = [];
  for (let at = 0; at < text.length && marks.length < maxMarks; ) {
    const mark = markAt(text, at, marks.at(-1)?.end);
    if (mark !== undefined) marks.push(mark);
    at = mark?.end ?? at + 1;
  }
  return marks;
}

const maxMarks = 5_000;

/** Finds the code or the status that begins at a place, where a cell may begin: behind another one, a sentence or a word. */
function markAt(text: string, start: number, last: number | undefined): Mark | undefined {
  const before = start === last ? "" : (text[start - 1] ?? "");
  if (!/^(?:|[.!?)\]`"”]|\s|[a-z\d])$/.test(before) || !/[A-Za-z\d]/.test(text[start] ?? "")) return undefined;
  const rest = text.slice(start, start + maxCell);
  const status = statusAt(rest, /\s/.test(before));
  if (status !== undefined) return { type: "status", value: rest.slice(0, 3), start, end: start + status };
  // Behind a word, only a code in capitals begins a cell.
  if (/[a-z]/.test(before) && !/^[A-Z]/.test(rest)) return undefined;
  const code = codeAt(rest, { isGlued: !/[\sa-z]/.test(before), isWhole: !/[ \ta-z]/.test(before) });
  return code === undefined ? undefined : { type: "code", value: code, start, end: start + code.length };
}

/** Longest cell of a code or a status. */
const maxCell = 120;

/** Returns the length of a status and its phrase, before which or behind which a cell has no gap. */
function statusAt(text: string, isBehindSpace: boolean): number | undefined {
  const [number = ""] = /^[1-5]\d\d(?!\d)/.exec(text) ?? [];
  const phrase = phrases[Number(number)];
  if (phrase === undefined) return undefined;
  const [named] = [` ${phrase}`, ` Requested ${phrase}`, ` ${phrase.replace("Payload", "Request Entity")}`]
    .filter((words) => text.slice(3, 3 + words.length).toLowerCase() === words.toLowerCase())
    .map(({ length }) => length + 3);
  if (named !== undefined) return /^(?:[A-Z]|[a-z]+_|\n|$)/.test(text.slice(named)) ? named : undefined;
  return !isBehindSpace && /^[A-Z]/.test(text.slice(3)) ? 3 : undefined;
}

/** Whether any word may stand behind a code at a place, and whether a point in it does not end a sentence. */
interface Place {
  readonly isGlued: boolean;
  readonly isWhole: boolean;
}

/** Returns the code at the beginning of a text that follows without a gap: `NoBookNo book`. */
function codeAt(text: string, { isGlued, isWhole }: Place): string | undefined {
  const [line = ""] = text.split("\n", 1);
  const [number] = isWhole ? (/^-?\d{4,9}(?=[A-Z][a-z ])/.exec(line) ?? []) : [];
  if (number !== undefined) return number;
  const snake = gluedCode(line)?.code;
  if (snake !== undefined && /^[A-Za-z]/.test(line.slice(snake.length))) return withoutStatus(snake);
  const names = isWhole ? /^(?:[A-Z][A-Za-z\d]*(?:\.[A-Z][A-Za-z\d]*)*|[a-z][A-Za-z\d]*)/ : /^[A-Z][A-Za-z\d]*/;
  const [name = ""] = names.exec(line) ?? [];
  const [, code = "", word = ""] = /^(.+)([A-Z][a-z]*)$/.exec(name) ?? [];
  const isBegun = /^[\s'’]/.test(text.slice(name.length)) && (isGlued || beginsSentences.test(word));
  const isAlone = isGlued && /^(?:\n\n|$)/.test(text.slice(name.length)) && !beginsSentences.test(word);
  const found = withoutStatus(isAlone ? name : isBegun ? code : "");
  return isIdentifier(found) ? found : undefined;
}

/** Removes the status that stands behind a code without a gap: `NoBook404`. */
function withoutStatus(code: string): string {
  const [, name = "", status = ""] = /^(.*[A-Za-z_])([45]\d\d)$/.exec(code) ?? [];
  return phrases[Number(status)] !== undefined && isIdentifier(name) ? name : code;
}

/** Words that begin sentences, and end no names. */
const beginsSentences =
  /^(?:The|Th(?:is|at|ese|ose|ere)|A|An|Your?|It|Its|If|When|While|We|Our|No|All|Any|At|One|Only|Some|Cannot|For|In|Is|Are|Please|Sent|Returned|Occurs|Indicates)$/;
