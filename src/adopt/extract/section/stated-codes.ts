import type { Block, HeadingBlock, TextBlock } from "../../document/block.ts";
import { isIdentifier, mostlyFailures, styleOf } from "../../evidence/index.ts";
import { type Candidate, found } from "../candidate.ts";
import { isAboutErrors, otherSubject } from "../roles.ts";

/** Headings of one level in one part of a page, with the codes that the texts below them state. */
interface Part {
  readonly isAbout: boolean;
  readonly headings: HeadingBlock[];
  readonly stated: Map<HeadingBlock, Candidate>;
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
  for (const { isAbout, headings: titles, stated } of partsOf(blocks, isErrorPage)) {
    const codes = new Set(Array.from(stated.values(), ({ code }) => code));
    const areWritten = [...codes].filter(isIdentifier).length > 1;
    const isSent = (title: HeadingBlock): boolean => {
      const code = headings.get(title)?.code;
      return code !== undefined && styleOf(code) !== "pascal";
    };
    const areStated =
      (isAbout || mostlyFailures([...codes])) &&
      areWritten &&
      codes.size > 2 &&
      codes.size * 2 > stated.size &&
      stated.size * 2 >= titles.length &&
      !titles.some(isSent);
    if (!areStated) continue;
    for (const title of titles) {
      const named = headings.get(title);
      const candidate = stated.get(title) ?? (named && { ...named, rejection: "the name of a class, beside codes" });
      if (candidate !== undefined) all.set(title, candidate);
    }
  }
  return all;
}

function partsOf(blocks: readonly Block[], isErrorPage: boolean): Iterable<Part> {
  const parts = new Map<string, Part>();
  const open: HeadingBlock[] = [];
  for (const [index, block] of blocks.entries()) {
    if (block.type !== "heading") continue;
    while ((open.at(-1)?.level ?? 0) >= block.level) open.pop();
    const above = open.map(({ text }) => text);
    const key = `${block.level} ${open.at(-1)?.offset}`;
    const isAbout =
      (isErrorPage || above.some(isAboutErrors)) && !above.some((text) => otherSubject(text) !== undefined);
    const part = parts.get(key) ?? { isAbout, headings: [], stated: new Map<HeadingBlock, Candidate>() };
    parts.set(key, part);
    part.headings.push(block);
    const candidate = statedBelow(blocks, index, block);
    if (candidate !== undefined) part.stated.set(block, candidate);
    open.push(block);
  }
  return parts.values();
}

/** Returns the one code that the texts between a heading and the next one state. */
function statedBelow(blocks: readonly Block[], index: number, { text }: HeadingBlock): Candidate | undefined {
  const codes = new Map<string, number>();
  for (let at = index + 1; at < blocks.length && blocks[at]?.type !== "heading"; at += 1) {
    const block = blocks[at];
    if (block?.type !== "paragraph" && block?.type !== "item") continue;
    for (const code of statedIn(block)) if (!codes.has(code)) codes.set(code, block.offset);
  }
  const [[code, offset] = ["", 0]] = codes;
  if (codes.size !== 1) return undefined;
  const title = /\s/.test(text) ? [found("title", text, blocks[index]?.offset ?? offset)] : [];
  return { code, rank: "code", offset, place: "heading", found: [found("code", code, offset), ...title] };
}

/** Returns the codes that a text states; those of the member `code` before those of `type` and `name`. */
function statedIn({ text, spans, type }: TextBlock): readonly string[] {
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
  /\bcode(?:\s+(?:property|member|field|attribute|value))?(?:\s+(?:is|of|equals|will\s+be))?(?:\s+set\s+to)?\s+(["'“]?)([A-Za-z][\w.:/-]{1,78}\w)/gi,
  /\b(?:type|name|reason|error)\s+(?:property|member|field|attribute|value)(?:\s+(?:is|will\s+be))?(?:\s+set\s+to)?\s+(["'“]?)([A-Za-z][\w.:/-]{1,78}\w)/gi,
];

/** A labelled code in an item: `name: 'CARD_OLD'`. */
const label = /^(?:error\s+)?(?:code|type|name)\s*:\s*(["'“]?)([A-Za-z][\w.:/-]{1,78}\w)["'”]?$/gi;

/** Longest text in which statements are looked for. */
const maxText = 4_000;
