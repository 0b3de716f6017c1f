import type { Block, BlockText, TextBlock } from "../document/block.ts";
import { describesFailure, isIdentifier, mostlyFailures } from "../evidence/index.ts";
import { type Found, found } from "./candidate.ts";
import { isAboutErrors, otherSubject, roleOf } from "./roles.ts";
import { isRegistered, isStatusCell, statusInProse, statusOfHeading } from "./statuses.ts";

/** A status beside a code in a sentence. */
export interface Mention {
  readonly code: string;
  readonly status: number;
  readonly offset: number;
  /** Whether the sentence calls a marked name the code of an error, so that it is one even if nothing else lists it. */
  readonly isNamed: boolean;
}

/** Finds the sentences that state the status of one code: "returns a 429 status and the error code `TOO_FAST`". */
export function mentionsIn({ text, spans, offset }: TextBlock): readonly Mention[] {
  const marked = new Set(spans.flatMap((span) => (span.mark === "code" ? [span.text] : [])));
  return text.split(/(?<=[.!?])\s+/).flatMap((sentence) => {
    const behind = Array.from(sentence.matchAll(codeBehind), ([, error, code = ""]) => ({
      code,
      isError: error !== undefined,
      isNumber: error !== undefined && /^\d{3,9}$/.test(code) && !isRegistered(Number(code)),
    }));
    const before = Array.from(sentence.matchAll(codeBefore), ([, code = ""]) => ({
      code,
      isError: true,
      isNumber: false,
    }));
    const within = Array.from(sentence.matchAll(codeWithin), ([, member = "", code = ""]) => ({
      code: marked.has(member) && describesFailure(code) ? code : "",
      isError: true,
      isNumber: false,
    }));
    const named = [...behind, ...before, ...within].filter(
      (one) => one.isNumber || (marked.has(one.code) && isIdentifier(one.code)),
    );
    const [code, ...others] = new Set(named.map((one) => one.code));
    const [, number = ""] = /\b([45]\d\d) (?:HTTP )?(?:response )?status\b/.exec(sentence) ?? [];
    const status = statusInProse(sentence) ?? Number(number);
    const numbers = (sentence.match(/\b[1-5]\d\d\b/g) ?? []).filter((one) => one !== code);
    const isOnly = status > 0 && new Set(numbers).size === 1;
    const isNamed = marked.has(code ?? "") && named.some(({ isError }) => isError) && !isExample.test(sentence);
    return code === undefined || others.length > 0 || !isOnly ? [] : [{ code, status, offset, isNamed }];
  });
}

/** A name behind the word "code": `the error code NO_CARD`, `an errcode of NO_CARD`. */
const codeBehind = /\b(error[ -]|err)?code(?: of| is|:)? ["'“]?([\w.:-]{2,79}\w)/g;
/** A name before the word "error" or a status in brackets: `a NO_CARD error`, `NO_CARD (HTTP 403)`. */
const codeBefore = /(?<![\w.:-])([\w.:-]{2,79}\w)["'”]? (?:error\b|\(HTTP (?:status )?(?:code )?[45]\d\d\b)/g;

/** A name that a member has behind a status, without a condition between them: "answers 404, and `type` will be `no_book`". */
const codeWithin =
  /\b[45]\d\d\b(?:(?!\b(?:if|when|unless|where)\b|если|когда)[^.!?]){0,80}?\b(type|code|error|reason|name)\s+(?:will\s+(?:be|contain)|contains|будет\s+содержать|содержит)\s+["'“]?([\w.:-]{2,79}\w)/gi;

/** Words of sentences that show how a code is written, or deny it. */
const isExample = /\b(?:e\.g|for (?:example|instance)|such as|like|might|instead of|rather than|never|no longer)\b/i;

/** Finds the lines that state the status of the listings below them: `HTTP status: 409`. Below a heading, none stands behind a listing. */
export function statusLines(blocks: readonly Block[]): ReadonlyMap<Block, string> {
  const lines = new Map<Block, string>();
  // Whether a listing or a line came first below the heading.
  let first: Block["type"] | undefined;
  for (const [index, block] of blocks.entries()) {
    const value = block.type === "paragraph" ? statusOfLine(block) : undefined;
    const next = blocks.slice(index + 1, index + 4).find(({ type }) => type !== "paragraph");
    const isLine = value !== undefined && first !== "code" && next?.type === "code";
    if (isLine) lines.set(block, value);
    if (block.type === "heading") first = undefined;
    else if (isLine || block.type === "code") first ??= block.type;
  }
  return lines;
}

/** Returns the status in a line that is only a label and a status: `Status code: 409`, `HTTP 409 Conflict`. */
function statusOfLine({ text }: TextBlock): string | undefined {
  const [, label = "", value = ""] = /^([^\d:=：]{2,40}?)\s*[:=：–—-]?\s*([1-5]\d\d(?!\d).{0,40})$/.exec(text) ?? [];
  const isLabelled = roleOf(label) === "status" || /^responses?$/i.test(label);
  if (isLabelled && isStatusCell(value)) return value;
  const status = text.replace(/^HTTP(?:\/[\d.]+)?\s*/i, "");
  return isStatusCell(text) && status.length > (status === text ? 3 : 2) ? status : undefined;
}

/** Checks whether a paragraph is the title of what follows, with its status: `**409 Conflict - Book is lent**`. */
export function isStatusTitle({ text, spans }: TextBlock): boolean {
  const [only, ...others] = spans;
  return others.length === 0 && only?.mark === "strong" && only.text === text && statusOfHeading(text) !== undefined;
}

/** Returns what an introduction announces other than errors. Its last sentence decides if it announces codes of errors. */
export function subjectOfIntro(intro: string): string | undefined {
  const last = intro.split(/(?<=[.!?])\s+/).at(-1) ?? "";
  // `These status codes are returned in the parameters …` is about codes.
  if (/\b(?:these|following) (?:error|status|response|result|return|reason) ?codes?\b/i.test(last)) return undefined;
  if (/\berror ?codes?\b/i.test(last) && otherSubject(last) === undefined) return undefined;
  const subject = otherSubject(intro);
  // A link to the source code announces nothing.
  return subject === "source code" ? undefined : subject;
}

/** Words for numbers that are codes, in the title or the introduction of a table. */
export const isCodeList: RegExp =
  /\b(?:error|status|reason|response|result|return|cause|decline|hangup|failure) ?codes?\b/i;

/** Returns the subject of "List of colours:", if it is not about errors. */
export function otherList(intro: string): string | undefined {
  const [, subject] = /^(?:the )?(?:list|table) of (?:all )?([\w -]{3,40}):?$/i.exec(intro.trim()) ?? [];
  return subject === undefined || isAboutErrors(subject) ? undefined : subject.toLowerCase();
}

/** Finds the codes that a text lists as the values of a code: `Possible values: [no_card, old_card, lent_book]`. */
export function enumeratedIn(text: string, intro: string): readonly string[] {
  const { 0: label = "", index } = /\b(?:possible|allowed|valid|accepted) values?(?: are| is)?:?/i.exec(
    text.slice(0, 8_000),
  ) ?? {
    index: 0,
  };
  if (label === "" || !/\berrors?(?: ?names?| types?| ?codes?)?\b/i.test(text.slice(0, index) || intro)) return [];
  const list = text.slice(index + label.length, index + 8_000).replace(/[\].]+$/, "");
  const names = list.split(/[\s,|"'`[]+/).filter((name) => name !== "" && !/^(?:or|and)$/.test(name));
  return names.length > 2 && names.every(isIdentifier) ? names : [];
}

/** Finds the members of the details that a text names: `details` includes `required` and `current`. */
export function detailsIn({ text, spans, offset }: BlockText): readonly Found[] {
  const details = spans.find(
    ({ mark, text: name }) => mark === "code" && /^(?:\w+\.)?(?:details?|metadata|meta|extensions)$/.test(name),
  );
  if (details === undefined) return [];
  const rest = text.slice(details.start + details.text.length);
  if (/^\s+(?:is an? )?(?:array|list)\b/.test(rest)) return [found("details", [], offset, "derived")];
  if (!/^[^.]{0,30}\b(?:includes?|contains?|has|have|holds?|carries|lists?|with)\b/.test(rest)) return [];
  const end = text.indexOf(". ", details.start);
  const names = spans.filter(
    ({ mark, start, text: name }) =>
      mark === "code" && start > details.start && (end < 0 || start < end) && /^[A-Za-z_]\w*$/.test(name),
  );
  if (names.length === 0) return [];
  return [found("details", Object.fromEntries(names.map(({ text: name }) => [name, null])), offset, "derived")];
}

/**
 * Turns paragraphs that begin with a code and its text into items, as specifications list errors: `` `tooLate`: The desk is
 * shut. `` Most of them have to describe failures, because fields are described in the same way.
 */
export function withCodeParagraphs(written: readonly Block[]): readonly Block[] {
  const blocks = withConditions(written);
  const named = blocks.filter((block): block is TextBlock => block.type === "paragraph" && beginsWithCode(block));
  const failures = named.filter(({ text }) => describesFailure(text) || describesFailure(nameIn(text)));
  if (named.length < 3 || failures.length * 2 < named.length) return blocks;
  const listed = new Set<Block>(named);
  return blocks.map((block) => (listed.has(block) ? { ...(block as TextBlock), type: "item" } : block));
}

/** A sentence that describes a code: "If `code` is 1001, the card has expired." */
const condition =
  /^(?:if|when) (?:the )?(?:value of )?(?:the )?(?:error ?)?code(?: field)? (?:is|equals|==?) ["']?([\w.:-]{2,79}\w)["']?, (\S.*)$/i;

/** Turns paragraphs of sentences such as "If `code` is 1001, the card has expired." into an item for each of their codes. */
function withConditions(blocks: readonly Block[]): readonly Block[] {
  const items = new Map(blocks.map((block) => [block, block.type === "paragraph" ? conditionsIn(block) : []]));
  const all = [...items.values()].flat();
  if (new Set(all.map(({ text }) => text)).size < 3 || !mostlyFailures(all.map(({ text }) => text))) return blocks;
  return blocks.flatMap((block): readonly Block[] => {
    const own = items.get(block) ?? [];
    return own.length > 0 ? own : [block];
  });
}

/** Returns the conditions of a paragraph that has nothing else, as items. */
function conditionsIn({ text, spans, offset }: TextBlock): readonly TextBlock[] {
  const sentences = Array.from(text.slice(0, 20_000).matchAll(/[^\s][^\n]*?(?:[.!?](?=\s|$)|(?=\n|$))/g));
  const items = sentences.flatMap(({ 0: sentence, index }): readonly TextBlock[] => {
    const [, code = "", said = ""] = condition.exec(sentence) ?? [];
    const isCode = /^-?\d+$/.test(code) ? !isRegistered(Number(code)) : isIdentifier(code);
    if (!/\s/.test(said) || !isCode) return [];
    const before = spans.filter(({ start }) => start < index);
    // Marks of code take two characters in the source.
    const start = offset + index + 2 * before.length;
    return [{ type: "item", text: `${code}: ${said}`, spans: [{ mark: "code", text: code, start: 0 }], offset: start }];
  });
  return items.length === sentences.length ? items : [];
}

/** Checks whether a text begins with a marked name or one that is written as codes are, and describes it in a sentence. */
function beginsWithCode({ text, spans: [first] }: TextBlock): boolean {
  const [, name = "", rest = ""] =
    /^["']?([A-Za-z][\w.:/-]{1,78}\w)["']?(?:\s*\([^()\n]{1,40}\))?(?:\s?:\s+|\s+[–—-]{1,2}\s+)(\S.*\s.*)$/s.exec(
      text,
    ) ?? [];
  const isMarked = first?.mark === "code" && first.start < 2 && first.text.replaceAll(/["']/g, "") === name;
  return (isMarked || (isIdentifier(name) && !/[:/]$/.test(name))) && !isTyped(rest);
}

function nameIn(text: string): string {
  return /^["']?([\w.:/-]+)/.exec(text)?.[1] ?? "";
}

/** Checks whether a description begins with a type, or with whether it is required, as that of a field does: `Id[]|null`, `{Number} - `. */
export function isTyped(text: string): boolean {
  if (/^\{[A-Za-z*][\w.<>|*?,[\] ]{0,60}\}(?:\s|$)/.test(text)) return true;
  return /^[`*_([]{0,3}(?:(?:optional|required)\b|(?:an? )?(?:string|u?int(?:eger)?(?:32|64)?|number|float|double|boolean|bool|object|array|map|date-?time|timestamp|uuid|enum)s?\b(?! (?:is|are|was|has|does|cannot|can|must|not)\b)|[A-Z]\w{0,40}(?:\[\w{0,40}\]|\s?\|\s?null\b))/i.test(
    text,
  );
}
