import { readMarkdown } from "../document/index.ts";
import { describesFailure, isIdentifier, styleOf } from "../evidence/index.ts";
import { readDocument } from "../extract/index.ts";
import type { Fact } from "../facts.ts";
import { textOf } from "./maps/index.ts";

/** A code that the description of a response names. */
export interface DescribedCode {
  readonly code: string;
  readonly text: string | undefined;
  /** The statuses beside it in a table. @default none */
  readonly statuses?: readonly number[];
}

/** Finds the codes in the description of a response: listed, one on each line, or in a table. */
export function codesOfDescription(description: string): readonly DescribedCode[] {
  const table = description.slice(0, maxTable);
  const text = withoutElements(description.slice(0, maxLength));
  const listed = listedCodes(text);
  if (listed.length > 0) return listed;
  const lines = codesOfLines(text);
  if (lines.length > 0) return lines;
  return hasTable.test(text) ? codesOfTable(table) : codesOfSentences(text);
}

/** Writes the elements of HTML that lists have as Markdown. */
function withoutElements(html: string): string {
  return html.replaceAll(/<\/?code>/gi, "`").replaceAll(/<br\s*\/?>|<\/?(?:li|p|ul|ol|dl|dt|dd)>/gi, "\n");
}

/** Longest part of a description that is read, in characters. */
const maxLength = 4_000;
/** Longest description with a table that is read, in characters. */
const maxTable = 60_000;

const hasTable = /^\s*\|[\s:|-]{3,}$|<table\b/m;

/** Reads "Error codes: `a`, `b`", with a text behind them, and "`a`: It failed." */
function listedCodes(text: string): readonly DescribedCode[] {
  const listed =
    /\berror codes?\b(?!\s*\d)[^`]{0,40}((?:`[^`\n]{2,80}`[\s,;|/]{0,4}(?:(?:and|or)\s)?){1,50})(.*)$/is.exec(text) ??
    [];
  const [, list = "", rest = ""] = listed.length > 0 ? listed : (/^(`[^`\s]{2,80}`)\s?:\s(.*)$/s.exec(text) ?? []);
  const codes = Array.from(list.matchAll(/`([^`]+)`/g), ([, code = ""]) => code).filter(
    (code) => isIdentifier(code) || (listed.length > 0 && styleOf(code) === "word"),
  );
  // A text behind several codes, or before other ones, is not that of the first.
  if (rest.includes("\n") && codesOfLines(rest).length > 0) return [];
  const meaning = codes.length === 1 ? textOf(rest.replace(/^[\s.:,;–—-]+/, "")) : undefined;
  return codes.map((code) => ({ code, text: meaning }));
}

/** Reads lines and items that begin with a code: "Error code 8003: The card is old.", "* CARD_OLD - The card is old." */
function codesOfLines(description: string): readonly DescribedCode[] {
  return description.split("\n").flatMap((line): readonly DescribedCode[] => {
    const [, label = "", code = "", bracket = "", number, rest = ""] =
      /^[\s*•+-]{0,8}((?:error[ _-]?)?code[ #:=`"*]{1,4}|error[ #:=`"*]{1,4})?[`"*[]{0,3}(-?\w[\w.:/-]{0,78}\w)(\]?)[`"*]{0,3}(?:\s\((\d{4,9})\))?(?:\s*[:=–—]\s*|\s+-+\s+|\s*\.?$|(?<=\])\s)(.*)$/i.exec(
        line,
      ) ?? [];
    if (number !== undefined && isIdentifier(code)) return [{ code: number, text: textOf(rest) }];
    return isDescribed(code, label || bracket, rest) ? [{ code, text: textOf(rest) }] : [];
  });
}

/** Finds names of codes within sentences: "The card is old (error code 7003).", "Not found - `no_book`", "Codes: NO_BOOK, NO_CARD". */
function codesOfSentences(description: string): readonly DescribedCode[] {
  const [, list = ""] =
    /\bcodes?:\s+((?:(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|\d{4,9})(?:\s*[,;|/]\s*|\s+(?:and|or)\s+)?){2,50})/i.exec(
      description,
    ) ?? [];
  const listed = list.match(/\w{4,}/g)?.filter((code) => /[_\d]/.test(code)) ?? [];
  if (listed.length > 1) return listed.map((code) => ({ code, text: undefined }));
  return description.split(/\n|(?<=[.!?])\s+(?=[A-Z])/).flatMap((sentence): readonly DescribedCode[] => {
    const [, labelled, marked] =
      /\(\s*(?:error[ _-]?)?code[ #:=]{1,3}[`"]?(-?\w[\w.:/-]{1,78}\w)[`"]?\s*\)|(?:\b(?:code|error|reason|returns?|with)|[–—:(-])\s+`([\w.:/-]{3,80})`/i.exec(
        sentence,
      ) ?? [];
    const code = labelled ?? marked ?? "";
    const isCode =
      labelled === undefined
        ? isIdentifier(code) && describesFailure(code)
        : /^-?\d{4,9}$/.test(code) || isIdentifier(code);
    return isCode ? [{ code, text: textOf(sentence.replace(/\s*\([^()]*\)|\s*[–—-]\s+`[^`]*`/, "")) }] : [];
  });
}

/** Checks whether a name at the beginning of a line is a code, and not a field that is wrong. */
function isDescribed(code: string, label: string, rest: string): boolean {
  const style = styleOf(code);
  if (style === "number") return /code/i.test(label) && !/^[1-5]\d\d$/.test(code);
  if (style === "upper" && rest !== "") return true;
  if (style === "numbered" || style === "upper") return label !== "" || describesFailure(rest);
  return isIdentifier(code) && (/code/i.test(label) || describesFailure(code));
}

/** Returns whether a text has a table in Markdown with a column of codes of errors. */
export function hasTableOfErrors(text: string): boolean {
  const lines = text.slice(0, maxTable).split("\n");
  return lines.some(
    (line, index) => /\|.*\berror[ _-]?codes?\b/i.test(line) && /^[\s|:-]{5,}$/.test(lines[index + 1] ?? ""),
  );
}

/** Returns the facts of the parts of a text in Markdown that are about errors. */
export function factsOfPage(text: string): readonly Fact[] {
  if (!/err|fault|problem|fail/i.test(text)) return [];
  // Below a title of its own, the page is about errors only where a heading says so.
  const page = `# API\n\n${text}`;
  return readDocument(readMarkdown(page), { file: "api.md", text: page }).facts;
}

/** Reads the table of codes that a description has. */
function codesOfTable(description: string): readonly DescribedCode[] {
  const { facts } = readDocument(readMarkdown(description), { file: "errors.md", text: description });
  const texts = new Map(
    facts.flatMap(({ code, field, value }) =>
      field === "meaning" || field === "message" ? [[code, String(value)] as const] : [],
    ),
  );
  const codes = new Set(facts.flatMap(({ code, field }) => (field === "code" ? [code] : [])));
  const statuses = facts.filter(({ field }) => field === "status");
  return [...codes].map((code) => ({
    code,
    text: texts.get(code),
    statuses: statuses.flatMap((one) => (one.code === code ? [Number(one.value)] : [])),
  }));
}

/** Reads the items of a description that list codes: "* `gone` - 410: The book is gone." */
export function itemsOf(
  description: string,
): ReadonlyMap<string, { readonly statuses: readonly number[]; readonly text: string }> {
  const items = description
    .slice(0, 60_000)
    .matchAll(
      /^[ \t]*[-*+][ \t]+[`"*]{1,3}([\w.:/-]{2,80})[`"*]{1,3}[ \t]*[-–—:(][ \t]*((?:[45]\d\d[ \t/,)]*)*)[-–—:]?[ \t]*([^\n]*)$/gm,
    );
  return new Map(
    Array.from(items, ([, code = "", statuses = "", text = ""]) => [
      code,
      { statuses: (statuses.match(/\d{3}/g) ?? []).map(Number), text: text.trim() },
    ]),
  );
}
