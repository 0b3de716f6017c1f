import type { Block, TextBlock } from "../../document/block.ts";
import { isIdentifier, mostlyFailures, styleOf } from "../../evidence/index.ts";
import { type Candidate, type Found, found } from "../candidate.ts";
import { codesOf, type NamedText } from "../cell-codes.ts";
import { roleOf, textFieldOf } from "../roles.ts";
import { isTyped } from "../sentences.ts";
import { isRegistered, markedNumber, statusesOfHeading, statusInProse } from "../statuses.ts";
import { Outline } from "./outline.ts";

/** Where a list stands. */
export interface ListContext {
  readonly isAboutErrors: boolean;
  /** Statuses that the heading above it states. */
  readonly statuses: readonly number[];
  /** Whether a list of the same section has codes, so that words are some, too. @default false */
  readonly continuesCodes?: boolean;
}

/**
 * Finds the codes of a list whose items begin with one: `A - text`, `**A** (404): text`. Items within those of codes describe
 * them, unless they are codes in capitals with a text of their own. Items within one of a status inherit it.
 */
export function codesInItems(items: readonly TextBlock[], context: ListContext): readonly Candidate[] {
  const [first] = items;
  // The first item of a table that is written as a list has its titles.
  if (first === undefined || roleOf(first.text) === "decoy") return [];
  const inherited = statusesAbove(items, context.statuses);
  const outline = new Outline(items);
  const labelled = context.isAboutErrors ? labelledNumbers(items, inherited, outline) : [];
  if (labelled.length > 0) return labelled;
  const depths = [...new Set(items.map(({ depth = 0 }) => depth))].toSorted((one, other) => one - other);
  for (const top of depths) {
    const candidates = codesAtDepth(
      items.filter(({ depth = 0 }) => depth === top),
      inherited,
      context.continuesCodes,
    );
    const isAbout = context.isAboutErrors || mostlyFailures(candidates.map(({ code }) => code));
    if (candidates.length > 0 && isAbout) return candidates.flatMap((candidate) => withChildren(candidate, outline));
  }
  return [];
}

/** Statuses that items inherit: of the item around them or, without one, of the heading above the list. */
type Inherited = ReadonlyMap<TextBlock, readonly number[]>;

function statusesAbove(items: readonly TextBlock[], statuses: readonly number[]): Inherited {
  const inherited = new Map<TextBlock, readonly number[]>();
  const open: { readonly depth: number; readonly statuses: readonly number[] }[] = [];
  for (const item of items) {
    const { depth = 0, text } = item;
    while ((open.at(-1)?.depth ?? -1) >= depth) open.pop();
    const above = open.at(-1)?.statuses ?? statuses;
    inherited.set(item, above);
    const own = statusesOfHeading(text);
    open.push({ depth, statuses: own.length > 0 ? own : above });
  }
  return inherited;
}

/** Finds the numbers behind the name of a member: `errno 101 - No card`. A list of statuses has none. */
function labelledNumbers(items: readonly TextBlock[], inherited: Inherited, outline: Outline): readonly Candidate[] {
  const matches = items.flatMap((item) => {
    // The status may stand before the number: `code: 404, errno: 101`.
    const [before = "", number = ""] =
      /^[`"]?(?:(?:HTTP|status|status code|code)[\s:=]+)?([1-5]\d\d)[\s,;/|]+(?=err|code)/i.exec(item.text) ?? [];
    const [, label = "", code = "", rest = ""] = labelledNumber.exec(item.text.slice(before.length)) ?? [];
    const above = inherited.get(item) ?? [];
    const derived = above.map((status) => found("status", status, item.offset, "derived"));
    const statuses = number === "" ? derived : [found("status", Number(number), item.offset)];
    return code === "" ? [] : [{ item, label, code, rest, statuses }];
  });
  const own = matches.filter(({ code, label }) => /^errno$/i.test(label) || !isRegistered(Number(code)));
  if (matches.length < 3 || own.length * 2 < matches.length) return [];
  const numbered = new Set(matches.map(({ item }) => item));
  return matches.map(({ item, code, rest, statuses }): Candidate => {
    const { offset } = item;
    const values = [
      found("code", code, offset),
      ...statuses,
      ...(rest === "" ? textsAround(item, outline, numbered) : []),
    ];
    return {
      code,
      rank: "code",
      offset,
      place: "item",
      isNumbered: true,
      found: rest === "" ? values : [...values, found("meaning", rest, offset)],
    };
  });
}

/** A number behind the name of a member or a mark that begins with "err": `code: 101`, `errno 101 - No card`, `ERRC: 101`. */
const labelledNumber =
  /^[`"|\s]{0,3}(errno|(?:error |err ?)?(?:code|number)|err[a-z]{0,6}(?=[:#=]))[`"]?[\s:#=]+(-?\d{1,9})\b[`"\s:–—-]*(.*)$/is;

/** Joins items that are only a code with the paragraphs of the same item, which describe it. */
export function withItemTexts(blocks: readonly Block[]): readonly Block[] {
  const joined: Block[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    const isOwn =
      block.type === "paragraph" && last?.type === "item" && block.depth !== undefined && block.depth === last.depth;
    if (isOwn && beginsWithName(last)) joined[joined.length - 1] = { ...last, text: `${last.text}\n${block.text}` };
    else joined.push(block);
  }
  return joined;
}

/** Checks whether the first line of an item is one code. */
function beginsWithName({ text, spans, offset }: TextBlock): boolean {
  const [name = ""] = text.split("\n", 1);
  const named = codesOf({ text: name, spans: spans.filter(({ start }) => start < name.length), offset });
  return named?.rest === "" && named.codes.length === 1 && named.codes.every(isIdentifier);
}

/** Turns paragraphs that begin with a labelled number, or with a long one before a text, into items, as those of a list are. */
export function withNumberedItems(blocks: readonly Block[]): readonly Block[] {
  const isLabelled = (block: Block): boolean =>
    block.type === "paragraph" && /^\W{0,3}[A-Z]{3,9}[:#=]/.test(block.text) && labelledNumber.test(block.text);
  const isNumbered = (block: Block): boolean =>
    block.type === "paragraph" && /^(?!(?:19|20)\d\d\b)\d{4,6}\s?[:=]\s+\S/.test(block.text);
  const forms = [isLabelled, isNumbered].filter((isForm) => blocks.filter(isForm).length >= minParagraphs);
  if (forms.length === 0) return blocks;
  const isItem = (block: Block): boolean => forms.some((isForm) => isForm(block));
  return blocks.map((block) => (isItem(block) ? { ...(block as TextBlock), type: "item" } : block));
}

/** Fewest paragraphs of one form that are a list. */
const minParagraphs = 3;

/** Reads the title and the text of a number from the items around it: `Old card`, `Code: 101`, `Error: The card is old`. */
function textsAround(item: TextBlock, outline: Outline, numbered: ReadonlySet<TextBlock>): readonly Found[] {
  const above = outline.above(item);
  const texts = outline
    .until(item, (other) => numbered.has(other))
    .flatMap(({ text, offset }): readonly Found[] => {
      const [, label = "", value = ""] = /^\W{0,2}([A-Za-z][A-Za-z ]{2,20})\W{0,2}:\s*(\S.*)$/s.exec(text) ?? [];
      const field = /^(?:error|reason|text)$/i.test(label) ? "meaning" : textFieldOf(roleOf(label));
      return field === undefined ? [] : [found(field, value, offset)];
    });
  return above === undefined || above.text.length > 60 ? texts : [found("title", above.text, above.offset), ...texts];
}

/** Adds what the items within that of a code say about it. */
function withChildren(candidate: Candidate, outline: Outline): readonly Candidate[] {
  const children = outline.within(candidate.offset);
  const isOwn = (child: TextBlock): boolean => {
    const named = codesOf(child);
    return named !== undefined && named.rest !== "" && named.codes.every((code) => styleOf(code) === "upper");
  };
  const texts = children.filter((child) => !isOwn(child) && /\s/.test(child.text));
  const has = (name: Found["field"]): boolean => candidate.found.some(({ field }) => field === name);
  const [longest] = texts.toSorted((one, other) => other.text.length - one.text.length);
  const stated = texts.flatMap(({ text, offset }) => {
    const status = statusInProse(text);
    return status === undefined ? [] : [found("status", status, offset, "derived")];
  });
  const own = children.filter(isOwn).flatMap((child) => codesAtDepth([child], new Map()));
  return [
    {
      ...candidate,
      found: [
        ...candidate.found,
        ...(has("meaning") || longest === undefined ? [] : [found("meaning", longest.text, longest.offset)]),
        ...(has("status") ? [] : stated),
      ],
    },
    ...own,
  ];
}

function codesAtDepth(items: readonly TextBlock[], inherited: Inherited, continuesCodes = false): readonly Candidate[] {
  const numbered = numbersIn(items);
  if (numbered.length > 0) return numbered;
  const usable = items.flatMap((item) => {
    // A sentence in quotes is a message.
    const named = /^["“].*\s.*["”]$/s.test(item.text) ? undefined : (codesOf(item) ?? leadingCode(item));
    if (named !== undefined && (isTyped(named.rest) || isOfProgram(item, named))) return [];
    return named?.codes.every((code) => isIdentifier(code) || (styleOf(code) === "word" && isWritten(code, named))) ===
      true
      ? [{ item, named }]
      : [];
  });
  // Without any code that only identifiers are written as, the list may be one of words.
  const hasIdentifier = continuesCodes || usable.some(({ named }) => named.codes.some(isIdentifier));
  if (usable.length * 2 < items.length || !hasIdentifier) return [];
  return usable.flatMap(({ item, named }) =>
    named.codes.map(
      (code): Candidate => ({
        code,
        rank: "code",
        offset: item.offset,
        place: "item",
        found: [
          found("code", code, item.offset),
          ...statusesOf(named, inherited.get(item) ?? [], item.offset),
          ...textsOf(item, named),
        ],
      }),
    ),
  );
}

/** Checks whether a text calls a name a part of a program: `` `lendBook` function returns … ``. */
function isOfProgram({ text }: TextBlock, { codes: [code = ""] }: NamedText): boolean {
  const rest = text.slice(text.indexOf(code) + code.length, text.indexOf(code) + code.length + 20);
  return /^["'`]?\s+(?:function|method|constructor|callback|event|flag|option|object|property|parameter|argument)\b/.test(
    rest,
  );
}

/** Reads an item whose code and text only a space divides: `old_card The card is old`. */
function leadingCode({ text }: TextBlock): NamedText | undefined {
  const [, code, rest = ""] = /^([a-z]+(?:_[a-z0-9]+)+|[A-Z]+(?:_[A-Z0-9]+)+)\s+(?=[A-Z])(.*)$/s.exec(text) ?? [];
  return code === undefined ? undefined : { codes: [code], statuses: [], rest, isMarked: false };
}

/** Reads what an item says about its code: labelled lines, or one text. */
function textsOf(item: TextBlock, { rest }: NamedText): readonly Found[] {
  const parts = rest.split(/\s+(?=[A-Z][a-z]+(?: [a-z]+)?: )/);
  const labels = parts.flatMap((part): readonly Found[] => {
    const [, label = "", value = ""] = /^([A-Z][A-Za-z ]{2,20}):\s+(\S.*)$/s.exec(part) ?? [];
    const field = textFieldOf(roleOf(label));
    return field === undefined ? [] : [found(field, value, item.offset)];
  });
  if (labels.length > 0 && labels.length === parts.length) return labels;
  return /^(?:errors?)?$/i.test(rest) ? [] : [found("meaning", rest.replaceAll("\n", " "), item.offset)];
}

/** Checks whether a word is written as a code: marked, or in capitals beside a status. */
function isWritten(code: string, { isMarked, statuses }: NamedText): boolean {
  return isMarked || (statuses.length > 0 && code === code.toUpperCase());
}

/** Begins the description of several numbers: `1400 to 1499: …`. */
const isRange = /^\d{1,6}\s?(?:to|[-–—]|\.\.\.?)\s?\d/;

/** Finds the codes of a list whose items all begin with a number that is not a status: `4000 Folder not found`. */
function numbersIn(all: readonly TextBlock[]): readonly Candidate[] {
  const items = all.filter(({ text }) => !isRange.test(text));
  const matches = items.map((item) => ({ item, match: /^(\d{1,6})[\s:–-]+(\D.*)$/s.exec(item.text) }));
  const statuses = items.filter(({ text }) => isRegistered(Number.parseInt(text, 10))).length;
  // Durations and other amounts repeat the same unit.
  const texts = new Set(matches.map(({ match }) => match?.[2]));
  if (
    texts.size * 2 < items.length ||
    (items.length < 3 && !items.every((item) => markedNumber(item) !== undefined)) ||
    matches.some(({ match }) => match === null) ||
    statuses * 2 > items.length
  )
    return [];
  return matches.flatMap(({ item: { offset }, match }): readonly Candidate[] => {
    const [, code = "", rest = ""] = match ?? [];
    return [
      {
        code,
        rank: "code",
        offset,
        place: "item",
        found: [found("code", code, offset), found("meaning", rest, offset)],
      },
    ];
  });
}

function statusesOf({ statuses, rest }: NamedText, inherited: readonly number[], offset: number): readonly Found[] {
  if (statuses.length > 0) return statuses.map((value) => found("status", value, offset));
  const derived = inherited.length > 0 ? inherited : [statusInProse(rest) ?? []].flat();
  return derived.map((status) => found("status", status, offset, "derived"));
}
