import type { BlockText } from "../document/block.ts";
import { phrases, synonyms } from "../evidence/index.ts";

/** Reads the cell of a table or the value after a label: `404`, `404 Not Found`, `HTTP 404`, `404, 410`. */
export function statusesIn(text: string): readonly number[] {
  const trimmed = text.trim().replaceAll(/[`*]/g, "");
  if (trimmed.length > 120) return [];
  const found = Array.from(trimmed.matchAll(/(?<![\d.#_A-Za-z-])([1-5]\d\d)(?![\d.]\d|\d|[A-Za-z_-])/g), ([, number]) =>
    Number(number),
  );
  const rest = trimmed.replaceAll(/(?<![\d.])[1-5]\d\d(?!\d)/g, " ");
  if (
    found.length === 0 ||
    !/^[\s\w,;:/|()[\]'’–—&+.-]*$/.test(rest) ||
    /\b(?:ms|seconds?|minutes?|bytes|characters|[kmg]b)\b/i.test(rest)
  )
    return [];
  // More words than phrases of statuses have: the number is part of a sentence.
  if (rest.split(/\s+/).filter(Boolean).length > 6 * found.length) return [];
  return [...new Set(found)];
}

/** Returns whether a text is one status, with its phrase at most: `404`, `404 Not Found`, `HTTP/1.1 404 (Not Found)`. */
export function isStatusCell(text: string): boolean {
  const [status, ...others] = statusesIn(text);
  if (status === undefined || others.length > 0) return false;
  const rest = text
    .replaceAll(/[`*]/g, "")
    .replace(String(status), "")
    .replace(/^\s*HTTP(?:\/[\d.]+)?\s*/i, "");
  return rest.trim() === "" || normal(rest) === normal(phrases[status] ?? "?");
}

/** Finds the one status that a sentence states for an error; undefined if it names none or several. */
export function statusInProse(prose: string): number | undefined {
  const text = prose.replaceAll(examples, " ");
  const found = new Set<number>();
  for (const pattern of statements) for (const [, number] of text.matchAll(pattern)) found.add(Number(number));
  for (const { 1: number = "", index } of text.matchAll(/\s\(([45]\d\d)(?: status(?: code)?)?\)(?=[.,;\s]|$)/g))
    if (isRegistered(Number(number)) && !isBound.test(text.slice(Math.max(0, index - 100), index)))
      found.add(Number(number));
  for (const [, number = "", phrase = ""] of text.matchAll(/\b([45]\d\d)[\s`:–-]+\(?((?:[A-Z][a-z']+ ?){1,4})/g))
    if (normal(phrase).startsWith(normal(phrases[Number(number)] ?? "?"))) found.add(Number(number));
  const [only, ...others] = found;
  return others.length === 0 ? only : undefined;
}

/** Words before a number that is a bound: `The maximum number of cards has been reached (500)`. */
const isBound = /\b(?:max(?:imum)?|limit(?:ed)?|number of|up to|at most|more than|exceed(?:s|ed)?)\b[^.]*$/i;

/** Statuses that a sentence only names as examples: `such as a 500 Internal Server Error`. */
const examples = /\b(?:such as|e\.g\.,?|for example,?|for instance,?) (?:an? )?(?:HTTP )?[1-5]\d\d\b/gi;

const statements: readonly RegExp[] = [
  /\b(?:represents?|returns?|responds? with|answers?(?: with)?|results? in|produces?|causes?) an? `?([45]\d\d)`?(?:\s[A-Z][A-Za-z]+){0,3}\s(?:error|response|status)\b/g,
  /\ban? ([45]\d\d) HTTP (?:response )?status\b/gi,
  /\bHTTPS?\s?(?:响应|状态|返回|響應|狀態)(?:码|碼|代码)\s?(?:为|是|為|[:：=])?\s?([45]\d\d)(?!\d)/gi,
  /\bHTTP(?:\/[\d.]+)?(?:[\s-]+(?:response|error|status))*(?:[\s-]+codes?)?(?:\s+of)?[\s:=(`–-]{0,4}([45]\d\d)\b(?!\s*[-–—]\s*\d)/gi,
  /\b(?:response|error|status)[\s-]*codes?(?:\s+(?:is|of|will be))?[\s:=(`*]{1,4}([45]\d\d)\b(?!\s*[-–—]\s*\d)/gi,
  /\bstatus(?:[\s-]?code)?(?: (?:of|is))?[\s:=(`*]{1,5}([45]\d\d)\b(?!\s*[-–—]\s*\d)/gi,
  /\bstatus(?:[\s-]?code)?\s+(?:property|member|field|attribute)\s+(?:is|will\s+be)\s+(?:set\s+to\s+)?([45]\d\d)\b/gi,
];

/** Finds the first status that a heading states. */
export function statusOfHeading(text: string): number | undefined {
  return statusesOfHeading(text)[0];
}

/** Finds the statuses that a heading states for everything below it: `404 Not Found`, `HTTP 404`, `Status 409`, `Code 400/401`. */
export function statusesOfHeading(text: string): readonly number[] {
  // The number of the section may stand before it: `8.1 HTTP 404`.
  const plain = text
    .replaceAll(/[`*]/g, "")
    .trim()
    .replace(/^\d{1,2}(?:\.\d{1,2})+\.?\s+(?=HTTP\b|status\b|[45]\d\d\b)/i, "");
  const [, label = "", number = "", others = ""] =
    /^(HTTP(?:\s+status)?(?:\s+code)?\s*|(?:status|responses?)(?:\s+code)?[:\s]*|(?:error\s+)?codes?[:\s]+)?([45]\d\d)\b(?!\.\d|\s*[-–—]\s*\d)((?:\s?(?:[/,|&]|or|and)\s?[45]\d\d\b){0,4})/i.exec(
      plain,
    ) ?? [];
  if (number !== "") {
    const all = [number, ...(others.match(/\d{3}/g) ?? [])].map(Number);
    // A label of codes may stand before those of an API, which are other numbers.
    return /^(?:error|code)/i.test(label) && !all.every(isRegistered) ? [] : [...new Set(all)];
  }
  const [, last = ""] =
    /\((?:HTTP\s*)?(?:status\s*)?([45]\d\d)\b(?!\s*[-–—,]\s*\d)[^()\d]{0,30}\)$/i.exec(plain) ??
    /\((?:HTTP\s*)?([45]\d\d(?:\s?(?:[/,|]|or)\s?[45]\d\d){1,4})\)$/i.exec(plain) ??
    [];
  return (last.match(/\d{3}/g) ?? []).map(Number);
}

/** Checks whether a number is a status that IANA has registered. */
export function isRegistered(status: number): boolean {
  return Object.hasOwn(phrases, status);
}

/** Checks whether a number is longer than statuses, or negative. */
export function isErrorNumber(code: string): boolean {
  return /^(?:-\d{3,9}|\d{4,9})$/.test(code);
}

/** Returns the code's text as HTTP's own phrase writes it. */
export function isReasonPhrase(text: string): boolean {
  return allPhrases.has(normal(text));
}

/** Returns the status of an error by HTTP's phrase or a synonym, however it is written: `NOT_FOUND`, `Not Found`, `NotFound`. */
export function statusOfPhrase(text: string): number | undefined {
  const [found] = Object.entries(phrases).filter(
    ([status, phrase]) => Number(status) >= 400 && normal(phrase) === normal(text),
  );
  return found === undefined ? synonyms[normal(text)] : Number(found[0]);
}

function normal(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z]/g, "");
}

const allPhrases: ReadonlySet<string> = new Set(Object.values(phrases).map(normal));

/** Returns the number of an error with which an item begins and which is marked as code: `` `10001` The card is old. `` */
export function markedNumber({ spans: [first], text }: BlockText): string | undefined {
  const isFirst = first?.mark === "code" && first.start === 0 && text.length > first.text.length;
  return isFirst && /^\d{4,9}$/.test(first.text) ? first.text : undefined;
}
