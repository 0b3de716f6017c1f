import type { BlockText, TextBlock } from "../document/block.ts";
import { isIdentifier } from "../evidence/index.ts";
import { type Found, found } from "./candidate.ts";
import { isAboutErrors, otherSubject } from "./roles.ts";
import { isRegistered, statusInProse } from "./statuses.ts";

/** Finds the sentences that state the status of one code: "returns a 429 status and the error code `TOO_FAST`". */
export function mentionsIn({
  text,
  spans,
  offset,
}: TextBlock): readonly { code: string; status: number; offset: number }[] {
  const marked = new Set(spans.flatMap((span) => (span.mark === "code" ? [span.text] : [])));
  return text.split(/(?<=[.!?])\s+/).flatMap((sentence) => {
    const named = Array.from(sentence.matchAll(/\b(error )?code ([\w.:-]{2,79}\w)/g), ([, error, code = ""]) => ({
      code,
      isNumber: error !== undefined && /^\d{3,9}$/.test(code) && !isRegistered(Number(code)),
    }));
    const [code, ...others] = named
      .filter((one) => one.isNumber || (marked.has(one.code) && isIdentifier(one.code)))
      .map((one) => one.code);
    const [, number = ""] = /\b([45]\d\d) (?:HTTP )?(?:response )?status\b/.exec(sentence) ?? [];
    const status = statusInProse(sentence) ?? Number(number);
    const numbers = (sentence.match(/\b[1-5]\d\d\b/g) ?? []).filter((one) => one !== code);
    const isOnly = status > 0 && new Set(numbers).size === 1;
    return code === undefined || others.length > 0 || !isOnly ? [] : [{ code, status, offset }];
  });
}

/** Returns what an introduction announces other than errors. Its last sentence decides if it announces codes of errors. */
export function subjectOfIntro(intro: string): string | undefined {
  const last = intro.split(/(?<=[.!?])\s+/).at(-1) ?? "";
  // `These status codes are returned in the parameters …` is about codes.
  if (/\b(?:these|following) (?:error|status|response|result|return|reason) ?codes?\b/i.test(last)) return undefined;
  return /\berror ?codes?\b/i.test(last) && otherSubject(last) === undefined ? undefined : otherSubject(intro);
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
