import type { BlockText, TextBlock } from "../../document/block.ts";
import { isIdentifier } from "../../evidence/index.ts";
import { type Candidate, type Found, found } from "../candidate.ts";
import { type Role, roleOf, type TextField, textFieldOf } from "../roles.ts";
import { detailsIn } from "../sentences.ts";
import { isErrorNumber, isStatusCell, statusesIn, statusInProse, statusOfHeading } from "../statuses.ts";

/** A label and the text behind it. */
interface LabelledPart {
  readonly label: string;
  readonly content: string;
  readonly offset: number;
}

/** Finds labels at the beginning of the lines of a text, and marked ones within it. */
export function labelledValues(block: BlockText): readonly Found[] {
  return partsOf(block).flatMap(({ label, content, offset }) => labelledBy(roleOf(label), content, offset));
}

function partsOf({ text, spans, offset }: BlockText): readonly LabelledPart[] {
  const starts = new Set([0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)]);
  const marked = new Map(
    spans.flatMap(({ mark, start, text: label }) =>
      mark === "strong" && label.length < 50 ? [[start, label] as const] : [],
    ),
  );
  const sorted = [...new Set([...starts, ...marked.keys()])].sort((one, other) => one - other);
  return sorted.flatMap((start, index): readonly LabelledPart[] => {
    const part = text.slice(start, sorted[index + 1] ?? text.length);
    // The text behind a label that is alone on its line is on the next one.
    const isAlone = marked.has(start) && part.trim() === marked.get(start);
    const own = isAlone ? text.slice(start, sorted[index + 2] ?? text.length) : part;
    const label = marked.get(start) ?? /^[A-Za-z][^:\n]{2,40}?(?=\s*:\s)/.exec(part)?.[0] ?? "";
    const content = own
      .slice(label.length)
      .replace(/^[\s:–—-]+/, "")
      .trim()
      .replaceAll("\n", " ");
    return content === "" ? [] : [{ label, content, offset: offset + start }];
  });
}

/** Finds the code that a text labels, alone or behind its status: `Error code: NO_CARD`, `HTTP status: 409 LENT_BOOK`. */
export function labelledCode(block: BlockText): Candidate | undefined {
  if (block.text.length > 2_000) return undefined;
  for (const { label, content, offset } of partsOf(block)) {
    const role = roleOf(label);
    const plain = content.replaceAll("`", "");
    const [, status = "", own = ""] =
      role === "status" ? (/^([45]\d\d) ([A-Z][A-Z0-9]*_[A-Z0-9_]+)$/.exec(plain) ?? []) : [];
    const code = role === "code" && (isIdentifier(plain) || isErrorNumber(plain)) ? plain : own;
    const statuses = status === "" ? [] : [found("status", Number(status), offset)];
    if (code !== "")
      return { code, rank: "code", offset, place: "heading", found: [found("code", code, offset), ...statuses] };
  }
  return undefined;
}

function labelledBy(role: Role, content: string, offset: number): readonly Found[] {
  if (role === "status") {
    const status = statusInProse(`HTTP ${content}`) ?? statusOfHeading(content);
    return status === undefined ? [] : [found("status", status, offset)];
  }
  const field = textFieldOf(role);
  return field === undefined || field === "title" ? [] : [found(field, content, offset)];
}

/** Reads a text below a heading such as "Cause". */
export function labelled(field: TextField | "status", { text, offset }: TextBlock): readonly Found[] {
  if (field !== "status") return [found(field, text, offset)];
  const status = statusInProse(`HTTP ${text}`) ?? statusOfHeading(text);
  return status === undefined ? [] : [found("status", status, offset)];
}

/** Adds what a text without a label says about a code: its meaning, if it is the first one, and its status. */
export function describe(values: Found[], block: TextBlock): void {
  const { offset } = block;
  values.push(...detailsIn(block));
  // A status of its own that a heading above states is only derived.
  const has = (name: Found["field"]): boolean =>
    values.some(({ field, confidence }) => field === name && confidence !== "derived");
  const [line = "", ...lines] = block.text.split("\n");
  const isStatusLine = isStatusCell(line);
  if (isStatusLine && !has("status")) values.push(...statusesIn(line).map((status) => found("status", status, offset)));
  const text = isStatusLine ? lines.join("\n") : block.text;
  if (!has("meaning") && /\s/.test(text) && !isFact.test(text)) values.push(found("meaning", text, offset));
  const status = statusInProse(text);
  if (status !== undefined && !has("status")) values.push(found("status", status, offset));
}

/** A label and an address or a status: `Type URI: https://lib.example/problems/no-book`, `HTTP status: 404 Not Found`. */
const isFact = /^[A-Za-z][\w ]{1,30}:\s+(?:https?:\/\/\S+|[1-5]\d\d(?: [A-Z][A-Za-z' ]{1,40})?)$/;

/** Adds what a list says about the code of its section. It may list the statuses that the sentence above it announces. */
export function describeItems(values: Found[], items: readonly TextBlock[], intro: string): void {
  const statuses = announcesStatuses.test(intro) ? items.map(({ text }) => /^[45]\d\d(?!\d)/.exec(text)?.[0]) : [];
  if (statuses.length === 0 || statuses.includes(undefined)) for (const item of items) describeItem(values, item);
  else for (const [index, { offset }] of items.entries()) values.push(found("status", Number(statuses[index]), offset));
}

/** The end of a sentence such as "The code has one of the following HTTP status codes:". */
const announcesStatuses = /\b(?:HTTP|status)[ -](?:status[ -]|response[ -])?(?:codes?|status(?:es)?)\s?:$/i;

/** Adds what an item says: labelled values, or the status with which it begins. */
function describeItem(values: Found[], item: TextBlock): void {
  const labels = labelledValues(item);
  values.push(...labels);
  const status = /^(?:HTTP|(?:\w{1,20}\.)?status)/i.test(item.text)
    ? (statusOfHeading(item.text) ?? statusInProse(item.text))
    : undefined;
  if (status !== undefined && !labels.some(({ field }) => field === "status"))
    values.push(found("status", status, item.offset));
}
