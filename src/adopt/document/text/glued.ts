import { isIdentifier, phrases } from "../../evidence/index.ts";
import type { ColumnKind, JoinedTitles } from "./titles.ts";

/** A code that begins a line, and the text after it. */
export interface GluedCode {
  readonly code: string;
  readonly rest: string;
}

/** A cell at the beginning of a text, and what follows it. */
export interface Cut {
  readonly cell: string;
  readonly rest: string;
}

/** Splits a row that no separator divides at its code, its status and its name; undefined if the line has none of them. */
export function joinedRow(line: string, { titles, kinds, isSpaced }: JoinedTitles): readonly string[] | undefined {
  if (kinds[0] === "field") return fieldRow(line, titles.length, isSpaced);
  const cells: string[] = [];
  let rest = line;
  for (const [index, kind] of kinds.entries()) {
    const isLast = index === kinds.length - 1;
    const next = isLast && kind === "text" ? { cell: rest, rest: "" } : cellOf(rest, kind, kinds[index + 1], isSpaced);
    if (next === undefined) return undefined;
    cells.push(next.cell.trim());
    rest = next.rest;
  }
  return cells;
}

function cellOf(text: string, kind: ColumnKind, next: ColumnKind | undefined, isSpaced: boolean): Cut | undefined {
  if (kind === "status") return next === "code" ? statusBeforeCode(text) : statusCell(text);
  if (kind === "text")
    return next === "status" ? textBeforeStatus(text) : isSpaced ? { cell: text, rest: "" } : textCell(text);
  if (isSpaced) return spacedCode(text, kind);
  if (kind === "word") return wordCell(text);
  if (kind === "name") return nameCell(text, next);
  return kind === "code" ? gluedCell(text, next) : undefined;
}

function statusCell(text: string): Cut | undefined {
  return /^\s*(?<cell>[1-5]\d\d|\[[1-5]\d\d(?:, ?[1-5]\d\d)*\])(?!\d)(?<rest>.*)$/.exec(text)?.groups as never;
}

function textBeforeStatus(text: string): Cut | undefined {
  return /^(?<cell>.*[^\d\s])\s*(?<rest>[1-5]\d\d(?!\d).*)$/.exec(text)?.groups as never;
}

/** Reads the first word of a row whose cells are separated by spaces, if it is a number or written as a code. */
function spacedCode(text: string, kind: ColumnKind): Cut | undefined {
  const [, cell = "", rest = ""] = /^\s*((?:ERROR|ERR|FAILED|FAIL) \d{1,5}|\S+?):?(?:\s+(.*))?$/.exec(text) ?? [];
  if (/^-?\d{1,9}$/.test(cell) || isIdentifier(cell) || /^[A-Z]{2,}$/.test(cell)) return { cell, rest };
  return kind === "name" ? { cell: "", rest: text } : undefined;
}

function gluedCell(text: string, next: ColumnKind | undefined): Cut | undefined {
  if (next === "status")
    return (
      /^(?<cell>-?\d{1,9})(?<rest>[1-5]\d\d(?!\d).*)$/.exec(text) ??
      /^(?<cell>.*?[A-Za-z_)])\s*(?<rest>[1-5]\d\d(?!\d).*)$/.exec(text)
    )?.groups as never;
  const [, number, after = ""] = /^\s*(-?\d{1,9})(?![\d.,])\s*(.+)$/.exec(text) ?? [];
  if (number !== undefined) return { cell: number, rest: after };
  const found = gluedCode(text) ?? pascalCode(text) ?? (next === "text" ? camelCode(text) : undefined);
  return found === undefined ? undefined : { cell: found.code, rest: found.rest };
}

/** Reads a name before a text: `SOLD_OUTNo unit is left`, `LOSTThe book is lost`, `No cardShow it`. */
function nameCell(text: string, next: ColumnKind | undefined): Cut {
  const numbered = next === "code" ? namedNumber(text) : undefined;
  if (numbered !== undefined) return numbered;
  const found = gluedCode(text) ?? pascalCode(text) ?? camelCode(text);
  return found === undefined ? textCell(text) : { cell: found.code, rest: found.rest };
}

/** Reads a name and the number that follows it directly: `NO_CARD3001No card`, `noCard3001No card`. */
export function namedNumber(text: string): Cut | undefined {
  return /^(?<cell>[A-Za-z][\w.-]{0,78}?[A-Za-z_])(?<rest>-?\d{1,9}(?:$|\s*(?=[A-Z][a-z]|[A-Z]{1,8}\b|["'(<\s])).*)$/.exec(
    text,
  )?.groups as never;
}

/** Reads a category before a text: `GeneralNo card`, `User dataNo card`. */
function wordCell(text: string): Cut | undefined {
  return (
    /^(?<cell>[A-Z][A-Za-z]*?[a-z](?:[ /&-]+[A-Za-z]?[a-z]+)*)(?<rest>[A-Z].*)$/.exec(text) ??
    /^(?<cell>\S+)(?<rest>.*)$/.exec(text)
  )?.groups as never;
}

/** Splits two texts where a word in small letters, or the end of a sentence, stands directly before a capital: `No cardShow it`. */
function textCell(text: string): Cut {
  const [, cell = text, rest = ""] =
    /^(.{0,400}?(?:(?<![A-Za-z])[a-z][a-z'’-]*|[a-z]{2}[.!?)]))(?=[A-Z])(.*)$/.exec(text) ?? [];
  return { cell, rest };
}

function fieldRow(line: string, width: number, isSpaced: boolean): readonly string[] | undefined {
  const [, name, type = "", rest = ""] =
    (isSpaced ? /^([A-Za-z_][\w.]*) (\S+) (.*)$/.exec(line) : null) ??
    /^([A-Za-z_][\w.]*?)(string|integer|number|boolean|object|array|enum|int|float)\b(.*)$/.exec(line) ??
    /^([A-Za-z_][\w.]*?)(string|integer|number|boolean|object|array|enum|int|float)([A-Z].*)$/.exec(line) ??
    [];
  if (name === undefined) return undefined;
  return width === 2
    ? [name, `${type} ${rest}`.trim()]
    : [name, type, rest.trim(), ...Array<string>(Math.max(0, width - 3)).fill("")];
}

/** Finds the code that begins a line, also if the text follows without a gap: `KEY_EXPIREDThe key`, `key_expiredThe key`. */
export function gluedCode(line: string): GluedCode | undefined {
  const [, lower, afterLower = ""] =
    /^([a-z][a-z0-9]*(?:_[a-z0-9]+)+)(?=[A-Z]|\s*(?:[:–—(]|- |$|(?:[-=]>|→|=)\s*[A-Z][a-z]*\s[a-z]))(.*)$/.exec(line) ??
    [];
  if (lower !== undefined) return { code: lower, rest: withoutSeparator(afterLower) };
  const [run = ""] = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*/.exec(line) ?? [];
  if (run.length < 4) return undefined;
  const length = codeLength(run, line.slice(run.length));
  return length === undefined ? undefined : { code: run.slice(0, length), rest: withoutSeparator(line.slice(length)) };
}

/** Returns the length of the code within a run of capitals; the rest of the run begins the text. */
function codeLength(run: string, after: string): number | undefined {
  const isCode = run.includes("_");
  if (/^[a-z]/.test(after)) return isCode || run.length > 5 ? run.length - 1 : undefined;
  if (!isCode) return undefined;
  if (after === "" || /^\s*(?:[:–—(]|- )/.test(after)) return run.length;
  if (!/^[\s'’-]/.test(after)) return undefined;
  const last = run.slice(run.lastIndexOf("_") + 1);
  const acronym = acronyms.find((word) => last.length > word.length && last.endsWith(word) && !wholeWords.has(last));
  return acronym === undefined ? run.length : run.length - acronym.length;
}

/** Acronyms and articles that begin sentences, longer ones first. */
const acronyms: readonly string[] =
  "OAUTH HTTPS JSON HTTP UUID JWT URL URI API XML PDF CSV SQL SSL TLS SDK OTP SMS DNS IP ID AI A I".split(" ");
/** Last words of codes that end like an acronym. */
const wholeWords: ReadonlySet<string> = new Set(
  "INVALID VOID PAID UNPAID VALID GRID HTTPS DATA SCHEMA QUOTA MEDIA AREA META BETA FORMULA REPLICA CAPTCHA MFA TFA SKIP ZIP SHIP VIP WEBAPI DELTA METADATA".split(
    " ",
  ),
);

/** Reads a status and HTTP's own phrase, before a code: `404 Not FoundnoBookNo book`. */
function statusBeforeCode(text: string): Cut | undefined {
  const [, cell, after = ""] = /^\s*([1-5]\d\d)\s*(.*)$/.exec(text) ?? [];
  if (cell === undefined) return undefined;
  const phrase = phrases[Number(cell)] ?? "?";
  const isNamed = after.toLowerCase().startsWith(phrase.toLowerCase());
  return { cell, rest: isNamed ? after.slice(phrase.length).trimStart() : after };
}

/** Finds a code in camel case before a text: `noBookNo book has the id`, `lostThe book is lost`. */
function camelCode(line: string): GluedCode | undefined {
  const [, code, rest = ""] = /^([a-z][a-z0-9]+(?:[A-Z][a-z0-9]+)*)(?=[A-Z][a-z]*(?:\s|$))(.*)$/.exec(line) ?? [];
  return code === undefined ? undefined : { code, rest };
}

function pascalCode(line: string): GluedCode | undefined {
  const [, code, rest = ""] = /^((?:[A-Z][a-z0-9]+){2,})(?=[A-Z][a-z]*(?:\s|$))(.*)$/.exec(line) ?? [];
  return code === undefined ? undefined : { code, rest };
}

function withoutSeparator(text: string): string {
  return text.replace(/^\s*(?:[-=]>|[:=→–—-])?\s*/, "");
}
