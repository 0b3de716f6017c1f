import { phrases } from "../../evidence/index.ts";

/** A code that begins a line, and the text after it. */
export interface GluedCode {
  readonly code: string;
  readonly rest: string;
}

/** Titles of columns that stand together without gaps: `CodeHTTP StatusDescription`. */
export interface GluedTable {
  readonly titles: readonly string[];
}

/** Titles of columns in tables of errors and of fields, longer ones first. */
const titles: readonly (readonly [kind: ColumnKind, pattern: RegExp])[] = [
  ["status", /^(?:(?:HTTP|Http)(?: (?:[Ss]tatus|[Rr]esponse))?(?: [Cc]odes?)?|Status(?: [Cc]odes?)?)/],
  [
    "code",
    /^(?:Error Code|Error code|Error ID|Error Type|Error type|Error Name|Error name|Error|Code|Type|Name|Reason)/,
  ],
  [
    "text",
    /^(?:Description|Meaning|Explanation|Response [Tt]ext|Result|Details|Message|Cause|Solution|Resolution|Action|When|Notes|How to fix|What to do|Retry|Retryable)/,
  ],
  ["field", /^(?:Field|Parameter|Property|Attribute|Header|Required|Default|Event|Method|Endpoint)/],
];

/** Longest line of titles, in characters. */
const maxTitle = 200;

/** Splits a line of titles without gaps; undefined for any other line. */
export function gluedHeader(line: string): GluedTable | undefined {
  if (line.length > maxTitle) return undefined;
  const found: string[] = [];
  for (let rest = line; rest !== ""; ) {
    const match = titles.map(([, pattern]) => pattern.exec(rest)?.[0]).find((title) => title !== undefined);
    if (match === undefined) return undefined;
    found.push(match);
    rest = rest.slice(match.length);
  }
  return found.length >= 2 ? { titles: found } : undefined;
}

/** The content of a column. */
type ColumnKind = "code" | "status" | "text" | "field";

/** Returns the kind of a column by its title; undefined for any other text. */
export function kindOfTitle(text: string): ColumnKind | undefined {
  if (text.length > maxTitle) return undefined;
  const plain = text.replace(/\s*\(.*\)$|(?<=[a-z])s$/, "");
  if (/^(?:ID|Id|Errno|errno|Error [Nn]umber|Error ID)$/.test(text)) return "code";
  return titles.find(([, pattern]) => [text, plain].includes(pattern.exec(text)?.[0] ?? "?"))?.[0];
}

/** Splits a row at its code and its status; undefined if the line has neither. */
export function gluedRow(line: string, header: GluedTable): readonly string[] | undefined {
  const kinds = header.titles.map(kindOfTitle);
  if (kinds[0] === "field") return fieldRow(line, header.titles.length);
  const cells: string[] = [];
  let rest = line;
  for (const [index, kind] of kinds.entries()) {
    // Without a column of codes, the numbers below the title of a status may be codes.
    const own = kind === "status" && !kinds.includes("code") ? "code" : kind;
    const next = index === kinds.length - 1 ? { cell: rest, rest: "" } : cellOf(rest, own, kinds[index + 1]);
    if (next === undefined) return undefined;
    cells.push(next.cell.trim());
    rest = next.rest;
  }
  const status = kinds.includes("code") ? kinds.indexOf("status") : -1;
  return status >= 0 && !/^[1-5]\d\d\b/.test(cells[status] ?? "") ? undefined : cells;
}

function cellOf(
  text: string,
  kind: ColumnKind | undefined,
  next: ColumnKind | undefined,
): { readonly cell: string; readonly rest: string } | undefined {
  if (kind === "status" && next === "code") return statusBeforeCode(text);
  if (kind === "status") return /^\s*(?<cell>[1-5]\d\d)(?<rest>.*)$/.exec(text)?.groups as never;
  if (next === "status")
    return (
      /^(?<cell>-?\d{1,9})(?<rest>[1-5]\d\d(?!\d).*)$/.exec(text) ??
      /^(?<cell>.*?[A-Za-z_)])\s*(?<rest>[1-5]\d\d(?!\d).*)$/.exec(text)
    )?.groups as never;
  if (kind === "text" && next === "text") return textCell(text);
  if (kind !== "code") return undefined;
  const [, number, after = ""] = /^\s*(-?\d{1,9})(?![\d.,])\s*(.+)$/.exec(text) ?? [];
  if (number !== undefined) return { cell: number, rest: after };
  const found = gluedCode(text) ?? pascalCode(text) ?? (next === "text" ? camelCode(text) : undefined);
  return found === undefined ? undefined : { cell: found.code, rest: found.rest };
}

/** Splits two texts where a word in small letters, or the end of a sentence, stands directly before a capital: `No cardShow it`. */
function textCell(text: string): { readonly cell: string; readonly rest: string } {
  const [, cell = text, rest = ""] =
    /^(.{0,400}?(?:(?<![A-Za-z])[a-z][a-z'’-]*|[a-z]{2}[.!?)]))(?=[A-Z])(.*)$/.exec(text) ?? [];
  return { cell, rest };
}

function fieldRow(line: string, width: number): readonly string[] | undefined {
  const [, name, type = "", rest = ""] =
    /^([A-Za-z_][\w.]*?)(string|integer|number|boolean|object|array|enum|int|float)\b(.*)$/.exec(line) ??
    /^([A-Za-z_][\w.]*?)(string|integer|number|boolean|object|array|enum|int|float)([A-Z].*)$/.exec(line) ??
    [];
  return name === undefined ? undefined : [name, type, rest.trim(), ...Array<string>(Math.max(0, width - 3)).fill("")];
}

/** Finds the code that begins a line, also if the text follows without a gap: `KEY_EXPIREDThe key`, `key_expiredThe key`. */
export function gluedCode(line: string): GluedCode | undefined {
  const [, lower, afterLower = ""] =
    /^([a-z][a-z0-9]*(?:_[a-z0-9]+)+)(?=[A-Z]|\s*(?:[:–—(]|- |$))(.*)$/.exec(line) ?? [];
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
function statusBeforeCode(text: string): { readonly cell: string; readonly rest: string } | undefined {
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
  return text.replace(/^\s*[:–—-]?\s*/, "");
}
