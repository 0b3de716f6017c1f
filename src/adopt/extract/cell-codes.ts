import type { BlockText } from "../document/block.ts";
import { isHeaderName, isIdentifier, placeholderReason, styleOf } from "../evidence/index.ts";
import { isReasonPhrase, isRegistered, statusesIn } from "./statuses.ts";

/** The codes of a cell, a heading or an item, and what stands beside them. */
export interface NamedText {
  readonly codes: readonly string[];
  readonly statuses: readonly number[];
  /** The text after the codes; empty if there is none. */
  readonly rest: string;
  /** Whether the codes are marked as code. */
  readonly isMarked: boolean;
}

/** Finds the codes at the beginning of a text that should consist of them: `A`, `A, B`, `401 A`, `A (401): text`. */
export function codesOf({ text, spans }: BlockText): NamedText | undefined {
  const address = codeOfAddress(text.trim());
  if (address !== undefined)
    return { codes: [address], statuses: [], rest: "", isMarked: spans.some(({ mark }) => mark === "code") };
  const marked = spans.filter(({ mark }) => mark === "code");
  const [first] = marked;
  if (first !== undefined && isLead(text.slice(0, first.start))) return fromSpans(text, marked, first.start);
  return fromWords(text);
}

/** Returns the code at the end of the address of an error: `https://lib.example/ns#NO_BOOK`, `https://lib.example/problems/no-book`. */
function codeOfAddress(text: string): string | undefined {
  const [, fragment = ""] = /^`?https?:\/\/[^\s#]{3,200}#([A-Za-z][\w.-]{2,79})`?$/.exec(text) ?? [];
  const [, name = fragment] =
    /^`?(?:https?:\/\/[^\s#]{0,200}|urn:[\w:.-]{0,80})?[/:](?:problems?|probs?|errors?|faults?)[/:]([A-Za-z][\w.-]{2,79})\/?`?$/.exec(
      text,
    ) ?? [];
  // The address may be that of a page about errors: `https://format.example/#error-objects`.
  const isPage = /^(?:errors?|problems?)[-_]?(?:codes?|format|handling|messages?|objects?|responses?|types?)$/i.test(
    name,
  );
  return isIdentifier(name) && !isPage ? name : undefined;
}

/** Checks whether a text may stand before a code: a status, a number, the word "error". */
function isLead(text: string): boolean {
  return /^(?:[\s\d.()[\]{}:*"'–—|-]|HTTP|status|error|errors|code|exception|the|for){0,40}$/i.test(text);
}

function fromSpans(text: string, spans: BlockText["spans"], start: number): NamedText | undefined {
  const codes: string[] = [];
  const statuses: number[] = [];
  let end = start;
  for (const span of spans) {
    const between = text.slice(end, span.start);
    if (codes.length > 0 && !/^[\s,;/|&]*(?:or|and)?[\s,;/|&]*$/.test(between)) break;
    const name = unquoted(withoutBreaks(span.text));
    if (/^[1-5]\d\d\b/.test(name) && statusesIn(name).length > 0) {
      if (/^[45]\d\d(?: [A-Z]|$)/.test(name)) statuses.push(...statusesIn(name));
      end = span.start + span.text.length;
      continue;
    }
    if (styleOf(name) === undefined || isHeaderName(name)) break;
    codes.push(name);
    end = span.start + span.text.length;
  }
  if (codes.length === 0) return undefined;
  const named = withRest(codes, text.slice(0, start), text.slice(end), true);
  return named.statuses.length > 0 ? named : { ...named, statuses };
}

/** Joins the lines of a code that has a line break after a separator: `urn:desk:`, `Card/Old`. */
function withoutBreaks(text: string): string {
  const joined = text.replaceAll(/(?<=[:/._-])\s*\n\s*/g, "");
  return isIdentifier(joined) ? joined : text;
}

function fromWords(text: string): NamedText | undefined {
  // A prefix of codes, not a code: `08*`.
  if (/^[0-9A-Z]{1,3}\*$/.test(text)) return undefined;
  const known = afterStatus(text);
  if (known !== undefined) return known;
  // "Error Codes" is a title, and not the code "Codes".
  if (
    /^errors? (?:codes?|types?|names?|messages?|formats?|responses?|objects?|lists?|handling|reference|details)$/i.test(
      text,
    )
  )
    return undefined;
  if (/^[A-Z]+ \d+$/.test(text) && isIdentifier(text))
    return { codes: [text], statuses: [], rest: "", isMarked: false };
  const plain = text.replace(/^(?:error(?: code)?s?[:\s]\s*)(?=\S+(?:\s*$|[\s(:–-]))/i, "").trim();
  const whole = unquoted(plain.replace(/\s*(?:\[\w{1,3}\]|\*+|\((?:deprecated|beta|new|legacy)\))$/i, ""));
  if (styleOf(whole) !== undefined && !isHeaderName(whole))
    return { codes: [whole], statuses: [], rest: "", isMarked: false };
  const list = whole
    .split(/\s*(?:[,;|\n]|\s\/\s|\bor\b)\s*/)
    .map(unquoted)
    .filter(Boolean);
  if (list.length > 1 && list.length <= 100 && list.every(isIdentifier))
    return { codes: list, statuses: [], rest: "", isMarked: false };
  const [, before = "", name = "", rest = ""] =
    /^((?:HTTP )?[1-5]\d\d[\s:|–—-]+)?["'“]?([A-Za-z0-9][\w.:/-]*[\w])["'”]?\s*((?:[(:[–—=\n]|-\s|\s-).*)?$/s.exec(
      whole,
    ) ?? [];
  if (name === "" || styleOf(name) === undefined || isHeaderName(name) || (before === "" && rest === ""))
    return undefined;
  return withRest([name], before, rest, false);
}

/** Reads a code behind a status and its phrase: `409 Conflict - BOOK_LENT`, `409 (BOOK_LENT)`. */
function afterStatus(text: string): NamedText | undefined {
  const [, status = "", phrase = "", code = ""] =
    /^(?:HTTP )?([45]\d\d):?(?: ([A-Z][A-Za-z' ]{2,40}?))?\s*[-–—:(]\s*([A-Za-z][\w.:-]*\w)\)?$/.exec(text) ?? [];
  const isKnown = isIdentifier(code) && (phrase === "" || isReasonPhrase(phrase));
  return isKnown ? { codes: [code], statuses: [Number(status)], rest: "", isMarked: false } : undefined;
}

function withRest(codes: readonly string[], before: string, after: string, isMarked: boolean): NamedText {
  const [, inBrackets = "", rest = after] = /^\s*[([]([^()[\]]{1,60})[)\]]\s*(.*)$/s.exec(after) ?? [];
  const statuses = [...statusesIn(before), ...statusesIn(inBrackets)];
  const leading =
    statuses.length === 0
      ? /^\s*(?:[:–—→⇒-]|[-=]>)?\s*(?:HTTP )?([45]\d\d)\b(?: [A-Z][A-Za-z ]{2,30}(?=$|[:–—-]))?/.exec(rest)
      : null;
  const kept =
    statuses.length === 0 && inBrackets !== "" && leading === null ? after : rest.slice(leading?.[0].length ?? 0);
  return {
    codes,
    statuses: leading === null ? [...new Set(statuses)] : [Number(leading[1])],
    rest: kept.replace(/^[\s:–—=,;.|-]+/, "").trim(),
    isMarked,
  };
}

/** Returns whether a name is struck out, as those of errors that are no longer sent are: `~~E1018~~`. */
export function isStruck({ text }: BlockText): boolean {
  return /^~~.*~~$/s.test(text.trim());
}

function unquoted(text: string): string {
  const trimmed = text.trim().replace(/^(?:[*_]{1,2}|~~)(?=\S)(.*\S)(?:[*_]{1,2}|~~)$/, "$1");
  const name = /^(["'“`])(.*)["'”`]$/.exec(trimmed)?.[2] ?? trimmed;
  // Symbols and keywords of programs are sent without their colon: `:no_book`, `:card.name/too-long`.
  return /^:[a-z][\w./?-]*\w$/.test(name) ? name.slice(1) : name;
}

/** Returns why a name is not a code, if the name itself shows it. */
export function rejectionOf(name: string): string | undefined {
  return (
    placeholderReason(name) ?? (/^[1-5](?:\d\d|XX)$/i.test(name) || isStatusWord(name) ? "an HTTP status" : undefined)
  );
}

/** Checks whether a name is a status behind a word: `ERROR 404`. */
function isStatusWord(name: string): boolean {
  const [, number = ""] = /^[A-Z]+ ([45]\d\d)$/.exec(name) ?? [];
  return isRegistered(Number(number));
}
