import type { Block, HeadingBlock, TableBlock, TextBlock } from "../../document/block.ts";
import { isIdentifier, mostlyFailures, styleOf } from "../../evidence/index.ts";
import { bodiesIn, codeOfBody } from "../bodies.ts";
import { type Candidate, found } from "../candidate.ts";
import { codesOf } from "../cell-codes.ts";
import { isAboutErrors, otherSubject, roleOf } from "../roles.ts";
import { isStatusCell } from "../statuses.ts";
import { labelledCode } from "./labels.ts";

/** Headings of one level in one part of a page, with the codes that the texts below them state. */
interface Part {
  readonly isAbout: boolean;
  readonly headings: HeadingBlock[];
  readonly stated: Map<HeadingBlock, Candidate>;
  /** Number of headings with several codes, which are titles of groups. */
  groups: number;
}

/**
 * Adds the codes that texts below headings state: "the `type` property is set to `'card.old'`", `- **name:** 'CARD_OLD'`. Such
 * headings are messages or names of classes, which are not sent.
 */
export function withStatedCodes(
  headings: ReadonlyMap<Block, Candidate>,
  blocks: readonly Block[],
  isErrorPage: boolean,
): ReadonlyMap<Block, Candidate> {
  const all = new Map(headings);
  for (const { isAbout, headings: titles, stated, groups } of partsOf(blocks, headings, isErrorPage)) {
    const codes = new Set(Array.from(stated.values(), ({ code }) => code));
    const areWritten = [...codes].filter(isIdentifier).length > 1;
    const isOther = (title: HeadingBlock): boolean => {
      const code = headings.get(title)?.code;
      return isStatusCell(title.text) || (code !== undefined && styleOf(code) !== "pascal");
    };
    const areStated =
      (isAbout || mostlyFailures([...codes])) &&
      areWritten &&
      codes.size > 2 &&
      codes.size * 2 > stated.size &&
      stated.size * 2 >= titles.length &&
      groups * 3 < stated.size &&
      !titles.some(isOther);
    if (!areStated) continue;
    for (const title of titles) {
      const named = headings.get(title);
      const candidate = stated.get(title) ?? (named && { ...named, rejection: "the name of a class, beside codes" });
      if (candidate !== undefined) all.set(title, candidate);
    }
  }
  return all;
}

function partsOf(blocks: readonly Block[], named: ReadonlyMap<Block, Candidate>, isErrorPage: boolean): Iterable<Part> {
  const parts = new Map<string, Part>();
  const open: HeadingBlock[] = [];
  for (const [index, block] of blocks.entries()) {
    if (block.type !== "heading") continue;
    while ((open.at(-1)?.level ?? 0) >= block.level) open.pop();
    const above = open.map(({ text }) => text);
    const key = `${block.level} ${open.at(-1)?.offset}`;
    const isAbout =
      (isErrorPage || above.some(isAboutErrors)) && !above.some((text) => otherSubject(text) !== undefined);
    const part = parts.get(key) ?? { isAbout, headings: [], stated: new Map<HeadingBlock, Candidate>(), groups: 0 };
    parts.set(key, part);
    part.headings.push(block);
    const [candidate, ...others] = statedBelow(blocks, index, block, named.has(block));
    if (others.length > 0) part.groups += 1;
    else if (candidate !== undefined) part.stated.set(block, candidate);
    open.push(block);
  }
  return parts.values();
}

/** Returns the codes that are stated between a heading and the next one. */
function statedBelow(
  blocks: readonly Block[],
  index: number,
  heading: HeadingBlock,
  isNamed: boolean,
): readonly Candidate[] {
  const codes = new Map<string, number>();
  for (let at = index + 1; at < blocks.length && blocks[at]?.type !== "heading"; at += 1) {
    const block = blocks[at];
    for (const code of block === undefined ? [] : statedBy(block, isNamed))
      if (!codes.has(code)) codes.set(code, block?.offset ?? 0);
  }
  const title = /\s/.test(heading.text) ? [found("title", heading.text, heading.offset)] : [];
  return Array.from(codes, ([code, offset]) => ({
    code,
    rank: "code",
    offset,
    place: "heading",
    found: [found("code", code, offset), ...title],
  }));
}

/** Returns the codes that a block states. An example counts only below the name of a class, because others are read with their status. */
function statedBy(block: Block, isNamed: boolean): readonly string[] {
  if (block.type === "paragraph" || block.type === "item") return statedIn(block);
  if (block.type === "table") return labelledInRows(block);
  if (block.type !== "code" || !isNamed) return [];
  return bodiesIn(block.text, block.language)
    .flatMap(({ value }) => codeOfBody(value) ?? [])
    .filter(isIdentifier);
}

/** Returns the code in a table of labels and values: `code | CARD_OLD`. */
function labelledInRows({ header, rows }: TableBlock): readonly string[] {
  if (rows.length > maxRows) return [];
  return [header ?? [], ...rows.map(({ cells }) => cells)].flatMap(([label, value, ...others]) => {
    if (label === undefined || value === undefined || others.length > 0 || roleOf(label.text) !== "code") return [];
    return (codesOf(value)?.codes ?? []).filter(isIdentifier);
  });
}

/** Returns the codes that a text states; those of the member `code` before those of `type` and `name`. */
function statedIn(block: TextBlock): readonly string[] {
  const { text, spans, type } = block;
  const own = labelledCode(block)?.code ?? "";
  if (isIdentifier(own)) return [own];
  const address = codesOf({ text: problemType.exec(text)?.[1] ?? "", spans: [], offset: block.offset })?.codes ?? [];
  if (address.length > 0) return address;
  const marked = new Set(spans.flatMap((span) => (span.mark === "code" ? [span.text.replaceAll(/["']/g, "")] : [])));
  const isStated = (name: string, quote: string): boolean => {
    const isMarked = quote !== "" || marked.has(name);
    return isIdentifier(name) ? isMarked || styleOf(name) === "upper" : isMarked && styleOf(name) === "word";
  };
  for (const pattern of type === "item" ? [...statements, label] : statements) {
    const names = Array.from(text.slice(0, maxText).matchAll(pattern), ([, quote = "", name = ""]) =>
      isStated(name, quote) ? name : "",
    ).filter(Boolean);
    if (names.length > 0) return names;
  }
  return [];
}

/** Statements of a code: `error code is "CARD_OLD"`, "the `type` property is set to `'card.old'`". */
const statements: readonly RegExp[] = [
  /\bcode(?:\s+(?:property|member|field|attribute|value))?(?:\s+(?:is|of|equals|will\s+be))?(?:\s+set\s+to)?(?:\s+|\s?[:=]{1,3}\s?)(["'“]?)([A-Za-z][\w.:/-]{1,78}\w)/gi,
  /\b(?:type|name|reason|error)\s+(?:property|member|field|attribute|value)(?:\s+(?:is|will\s+be))?(?:\s+set\s+to)?\s+(["'“]?)([A-Za-z][\w.:/-]{1,78}\w)/gi,
];

/** A labelled code in an item: `name: 'CARD_OLD'`. */
const label = /^(?:error\s+)?(?:code|type|name)\s*:\s*(["'“]?)([A-Za-z][\w.:/-]{1,78}\w)["'”]?$/gi;

/** The address of a problem behind its label. @see RFC 9457, section 3.1.1 */
const problemType = /^(?:problem\s+)?type(?:\s+uri)?\s*:\s*["'“]?(https?:\/\/[^\s"'”]{3,200})/im;

/** Most rows of a table of labels. */
const maxRows = 16;

/** Longest text in which statements are looked for. */
const maxText = 4_000;
