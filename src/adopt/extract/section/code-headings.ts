import type { Block, BlockText, HeadingBlock, TableBlock, TextBlock } from "../../document/block.ts";
import { isIdentifier, mostlyFailures, styleOf } from "../../evidence/index.ts";
import { type Candidate, found } from "../candidate.ts";
import { codesOf, type NamedText } from "../cell-codes.ts";
import { isAboutErrors, otherSubject, roleOf, textFieldOf } from "../roles.ts";
import { isErrorNumber, isRegistered, isStatusCell, markedNumber } from "../statuses.ts";
import { readTable } from "../table/index.ts";
import { withStatedCodes } from "./stated-codes.ts";

/** Finds the headings and the single lines that are codes, or whose texts state one. Each begins the description of one code. */
export function headingsOf(blocks: readonly Block[], isErrorPage: boolean): ReadonlyMap<Block, Candidate> {
  const own = withoutTitle(withoutGroups(withoutTables(codeHeadings(blocks, isErrorPage), blocks), blocks), blocks);
  return withStatedCodes(withTitlesOfTerms(own, blocks), blocks, isErrorPage);
}

/** Fewest items of a table of contents. */
const minItems = 3;

/** Removes the items of a table of contents: those whose whole texts are those of headings. */
export function withoutContents(blocks: readonly Block[]): readonly Block[] {
  const titles = new Set(blocks.flatMap((block) => (block.type === "heading" ? [block.text] : [])));
  const isEntry = (block: Block): boolean => block.type === "item" && titles.has(block.text);
  return blocks.filter(isEntry).length < minItems ? blocks : blocks.filter((block) => !isEntry(block));
}

/** Removes headings below which lists of numbers stand: those name groups of errors, and the numbers are the codes. */
function withoutGroups(
  headings: ReadonlyMap<Block, Candidate>,
  blocks: readonly Block[],
): ReadonlyMap<Block, Candidate> {
  const groups = blocks.filter((block, index) => {
    const next = blocks[index + 1];
    return headings.has(block) && next?.type === "item" && markedNumber(next) !== undefined;
  });
  if (groups.length < 2 || groups.length * 2 < headings.size) return headings;
  return new Map(Array.from(headings).filter(([, { code }]) => /^-?\d+$/.test(code)));
}

function codeHeadings(blocks: readonly Block[], isErrorPage: boolean): ReadonlyMap<Block, Candidate> {
  const groups = new Map<string, Group>();
  const open: { readonly block: HeadingBlock; readonly index: number }[] = [];
  for (const [index, block] of blocks.entries()) {
    const level = levelOf(block);
    if (level === undefined) continue;
    while ((open.at(-1)?.block.level ?? 0) >= level) open.pop();
    const above = open.map(({ block: { text } }) => text);
    const isAbout = isErrorPage || above.some(isAboutErrors);
    const key = `${level} ${open.at(-1)?.index}`;
    const within = open.flatMap((part) => (part.block.level > 1 ? [part.index] : []));
    if (isOfOther(blocks, index)) continue;
    if (!above.some((text) => otherSubject(text) !== undefined))
      addTo(groups, key, block as TextBlock, { isAbout, within });
    if (block.type === "heading") open.push({ block, index });
  }
  return select(groups);
}

/** Checks whether a block is a parameter, or the pattern of codes below its title. */
function isOfOther(blocks: readonly Block[], index: number): boolean {
  const [last, next] = [blocks[index - 1], blocks[index + 1]];
  const isBelowPattern = last?.type === "heading" && isPattern.test(last.text);
  return isBelowPattern || (next?.type === "paragraph" && isParameter.test(next.text));
}

/** Begins the description of a parameter, as that of RFC 6749 does: `OPTIONAL. Text for people`. */
const isParameter = /^\W*(?:(?:REQUIRED|OPTIONAL|RECOMMENDED|CONDITIONAL)\b|(?:Required|Optional)[.:;,)])/;

/** A title above the pattern of codes, which is written as codes are: `Error Code Format`. */
const isPattern = /\bcodes?\b.{0,20}\b(?:formats?|patterns?|conventions?|scheme|structure)$/i;

/** Returns the level of a heading. A paragraph is below all of them. */
function levelOf(block: Block): number | undefined {
  if (block.type === "heading") return block.level;
  return block.type === "paragraph" ? Number.POSITIVE_INFINITY : undefined;
}

interface Group {
  readonly named: Map<Block, Candidate>;
  /** Titles behind a number, which are those of codes if most of the numbers are neither statuses nor a count. */
  readonly numbered: Map<Block, Candidate>;
  /** Whether the page or a heading above it is about errors. */
  readonly isAbout: boolean;
  /** Places of the headings around it, without the title of the page. */
  readonly within: readonly number[];
  total: number;
  /** Number of functions with their arguments, of which a reference of a program has many. */
  functions: number;
  /** Number of names that only identifiers are written as, or that are marked as code. */
  certain: number;
}

function addTo(
  groups: Map<string, Group>,
  key: string,
  block: HeadingBlock | TextBlock,
  { isAbout, within }: Pick<Group, "isAbout" | "within">,
): void {
  if (block.type === "paragraph" && (block.text.length > 100 || block.text.split(" ").length > 3)) return;
  const group = groups.get(key) ?? {
    named: new Map(),
    numbered: new Map(),
    isAbout,
    within,
    total: 0,
    functions: 0,
    certain: 0,
  };
  groups.set(key, group);
  group.total += 1;
  if (isFunction(block.text)) {
    group.functions += 1;
    return;
  }
  const numbered = isAbout ? numberedTitle(block) : undefined;
  if (numbered !== undefined) group.numbered.set(block, numbered);
  const named = (isAbout ? numberOf(block) : undefined) ?? codesOf(withoutNumber(block));
  const [code, ...others] = named?.codes ?? [];
  if (named === undefined || code === undefined || others.length > 0 || !isPlausible(code, named, block)) return;
  if (isIdentifier(code) || isErrorNumber(code) || (named.isMarked && styleOf(code) !== "number")) group.certain += 1;
  group.named.set(block, candidateOf(code, named, block.offset));
}

function candidateOf(code: string, { statuses, rest }: NamedText, offset: number): Candidate {
  const title = rest === "" ? [] : [found("title", rest, offset)];
  const values = [found("code", code, offset), ...statuses.map((status) => found("status", status, offset)), ...title];
  return { code, rank: "code", offset, place: "heading", found: values };
}

/** Removes the number of a section before a name: `2.1 NO_CARD`, `3. NoBook`. */
function withoutNumber(block: HeadingBlock | TextBlock): BlockText {
  const [number] = /^\d{1,2}(?:(?:\.\d{1,2}){1,3}\.?|[.)])\s+(?=[A-Za-z`])/.exec(block.text) ?? [];
  if (block.type !== "heading" || number === undefined) return block;
  const { length } = number;
  return {
    ...block,
    text: block.text.slice(length),
    spans: block.spans.map((span) => ({ ...span, start: span.start - length })),
  };
}

/** Reads a heading that begins with the number of an error: `-1002 UNAUTHORIZED`, `10001`. */
function numberOf({ type, text }: HeadingBlock | TextBlock): NamedText | undefined {
  if (type !== "heading") return undefined;
  const [, code = "", rest = ""] = /^(-?\d{3,9})(?:[\s:–—]+(\D.*))?$/s.exec(text) ?? [];
  return isErrorNumber(code) ? { codes: [code], statuses: [], rest, isMarked: false } : undefined;
}

/** Reads a title behind a number and a colon: `190: Card expired`, `Decline code 05: Do not honor`. */
function numberedTitle({ type, text, offset }: HeadingBlock | TextBlock): Candidate | undefined {
  if (type !== "heading") return undefined;
  const [, code, title = ""] =
    /^(?:(?:[a-z]+ )?(?:error|decline|response|result|return|reason|status)(?: codes?)?[ #:]*)?(-?\d{1,9})\s*[:–—]\s*(\D.*)$/i.exec(
      text,
    ) ?? [];
  if (code === undefined) return undefined;
  const values = [found("code", code, offset), found("title", title, offset)];
  return { code, rank: "code", offset, place: "heading", isNumbered: true, found: values };
}

/** Returns the numbers before titles if they are codes: a third are no statuses, and they do not count the titles. */
function numberedCodes({ numbered, total }: Group): readonly (readonly [Block, Candidate])[] {
  const numbers = [...numbered.values()].map(({ code }) => Number(code));
  const own = numbers.filter((number) => !isRegistered(number));
  const isCount = numbers.every((number, index) => number === (numbers[0] ?? 0) + index) && (numbers[0] ?? 0) < 2;
  const areCodes = numbers.length > 2 && numbers.length * 2 >= total && own.length * 3 >= numbers.length && !isCount;
  return areCodes ? [...numbered] : [];
}

function isPlausible(code: string, { isMarked, rest }: NamedText, { type }: HeadingBlock | TextBlock): boolean {
  // A single line is a code only if it is nothing else.
  if (type === "paragraph") return rest === "" && isIdentifier(code) && roleOf(code) !== "status";
  // The errors of something: `desk.js: Errors`.
  if (/^(?:errors|exceptions|(?:error|problem|status) codes)$/i.test(rest)) return false;
  // The title of a listing is the name of its file: `lend.go`.
  if (/^[\w-]+\.(?:[cm]?[jt]sx?|py|go|rs|java|kt|swift|rb|php|cs|c|cpp|h|sh|json|ya?ml|toml|xml|html|env)$/.test(code))
    return false;
  // Headings such as "Solutions" are those of parts.
  const isPart = styleOf(code) === "word" && (textFieldOf(roleOf(code)) !== undefined || isPartOfPage.test(code));
  return (styleOf(code) !== "phrase" && !isPart) || isMarked;
}

/** Checks whether a title is a function with its arguments: `makeError(name, options)`. */
function isFunction(text: string): boolean {
  return /^(?:\w{1,60}\.){0,3}[a-z]\w{0,60}\((?!\s?(?:HTTP\s?)?\d{3})/.test(text);
}

/** Titles of parts of pages. */
const isPartOfPage =
  /^(?:values|members|fields|properties|arguments|overview|introduction|references?|examples?|contents|usage|requests?|responses?|parameters|returns)$/i;

/** Words among headings are codes only beside others that certainly are. */
function select(groups: ReadonlyMap<string, Group>): ReadonlyMap<Block, Candidate> {
  const selected = new Map<Block, Candidate>();
  const listed = listsOf(groups);
  for (const group of groups.values()) {
    if (group.functions > group.certain) continue;
    const isOwn = isOfErrors(group);
    if (!isOwn && !group.within.some((index) => listed.has(index))) continue;
    const codes = [...(isOwn ? numberedCodes(group) : []), ...namedCodes(group, isOwn)];
    for (const [block, candidate] of codes) selected.set(block, candidate);
  }
  for (const [block, candidate] of aloneIn(groups, selected)) selected.set(block, candidate);
  // Beside titles such as "Error code: 1002", others are those of groups.
  const labelledOnes = [...selected].filter(([block]) => hasLabel(block));
  return labelledOnes.length > 2 && labelledOnes.length * 2 > selected.size ? new Map(labelledOnes) : selected;
}

/** Returns the codes that are alone in their part of the page, and written in capitals as those of other parts are: `CARD-404`. */
function aloneIn(
  groups: ReadonlyMap<string, Group>,
  selected: ReadonlyMap<Block, Candidate>,
): readonly (readonly [Block, Candidate])[] {
  const formOf = (block: Block, code: string): string =>
    block.type === "heading" && code === code.toUpperCase() ? `${block.level} ${styleOf(code)}` : "";
  const forms = new Set(Array.from(selected, ([block, { code }]) => formOf(block, code)).filter(Boolean));
  return [...groups.values()]
    .filter(({ isAbout, certain, total }) => isAbout && certain === 1 && total === 1)
    .flatMap(({ named }) => [...named].filter(([block, { code }]) => forms.has(formOf(block, code))));
}

/** Checks whether a title says that a number is a code: `Error code: 1002`. */
function hasLabel(block: Block): boolean {
  return block.type === "heading" && /^(?:error )?code\s*[:#]\s*-?\d{3,9}$/i.test(block.text);
}

function namedCodes({ named, total, certain }: Group, isOwn: boolean): readonly (readonly [Block, Candidate])[] {
  const areMostlyCodes = isOwn && certain >= 2 && named.size * 2 >= total;
  const isNumbered = isOwn && areNumbers([...named.values()], total);
  return [...named].flatMap(([block, candidate]) => {
    const isNumber = isNumbered && /^\d{3}$/.test(candidate.code);
    const isCode = isIdentifier(candidate.code)
      ? certain >= 2 || isUnmistakable(candidate)
      : areMostlyCodes || isNumber || hasLabel(block);
    return isCode ? [[block, isNumber ? { ...candidate, isNumbered: true } : candidate] as const] : [];
  });
}

/** Checks whether nearly all titles are different numbers, most of which are no statuses: then those like statuses are codes, too. */
function areNumbers(candidates: readonly Candidate[], total: number): boolean {
  const numbers = new Set(candidates.flatMap(({ code }) => (/^\d{1,9}$/.test(code) ? [Number(code)] : [])));
  const own = [...numbers].filter((number) => number > 99 && (number < 200 || !isRegistered(number)));
  return numbers.size > 9 && numbers.size * 10 >= total * 9 && own.length * 10 >= numbers.size * 7;
}

function isOfErrors({ named, isAbout }: Group): boolean {
  return isAbout || mostlyFailures([...named.values()].map(({ code }) => code));
}

/** Finds the parts of a page that list many codes: those at other levels in them are codes as well. */
function listsOf(groups: ReadonlyMap<string, Group>): ReadonlySet<number> {
  return new Set([...groups.values()].flatMap((group) => (group.certain > 9 && isOfErrors(group) ? group.within : [])));
}

/** Checks whether a code is recognised without others beside it: names of products are written in the same way as `NotFound`. */
function isUnmistakable({ code, found: values }: Candidate): boolean {
  const style = styleOf(code);
  return (
    style === "upper" ||
    style === "lower" ||
    /^[a-z]+(?:[.:/_-][a-z0-9_-]+)+$/.test(code) ||
    values.some(({ field }) => field === "status")
  );
}

/** Removes the title of a page that is written as codes are, above those of codes or behind the name of a library: `desk-errors`. */
function withoutTitle(
  headings: ReadonlyMap<Block, Candidate>,
  blocks: readonly Block[],
): ReadonlyMap<Block, Candidate> {
  const [title, ...others] = blocks.filter((block) => levelOf(block) === 1);
  const code = title === undefined ? undefined : headings.get(title)?.code;
  if (title === undefined || code === undefined || others.length > 0) return headings;
  const isList = /[a-z][._-]?(?:errors|exceptions)$/i.test(code);
  return headings.size > 2 || isList ? new Map([...headings].filter(([block]) => block !== title)) : headings;
}

/** Removes headings above tables of codes: they are titles of groups, even if they are written as codes are. */
function withoutTables(
  headings: ReadonlyMap<Block, Candidate>,
  blocks: readonly Block[],
): ReadonlyMap<Block, Candidate> {
  const titles = new Map<string, Block>();
  let title: Block | undefined;
  for (const block of blocks) {
    if (block.type === "heading" || headings.has(block)) title = block;
    const code = title === undefined ? undefined : headings.get(title)?.code;
    const isGroup = code !== undefined && block.type === "table" && listsCodes(block, code);
    if (isGroup && title !== undefined) titles.set(code, title);
  }
  // One or two tables may compare a code with others, but not with a status: `404 NOT_FOUND`.
  const statuses = new Set([...titles.values()].filter(isStatus));
  return titles.size < 3 || titles.size * 2 < headings.size
    ? new Map([...headings].filter(([block]) => !statuses.has(block)))
    : new Map();
}

/** Moves the codes of terms to the headings right above them if most have one, which is their title, however that is written. */
function withTitlesOfTerms(
  headings: ReadonlyMap<Block, Candidate>,
  blocks: readonly Block[],
): ReadonlyMap<Block, Candidate> {
  const terms = new Set(blocks.filter((block) => block.type === "heading" && block.level === 7 && headings.has(block)));
  const titles = new Map<Block, HeadingBlock>();
  for (const [index, block] of blocks.entries()) {
    const title = blocks[index - 1];
    if (title?.type === "heading" && title.level < 7 && terms.has(block)) titles.set(block, title);
  }
  if (titles.size < 3 || titles.size * 10 < terms.size * 9) return headings;
  const moved = new Map<Block, Candidate>([...headings].filter(([block]) => !titles.has(block)));
  for (const [term, title] of titles) {
    const candidate = headings.get(term);
    const words = /\s/.test(title.text) ? [found("title", title.text, title.offset)] : [];
    if (candidate !== undefined) moved.set(title, { ...candidate, found: [...candidate.found, ...words] });
  }
  return moved;
}

/** Checks whether a title is a status and HTTP's own phrase, however that is written. */
function isStatus(block: Block): boolean {
  return block.type === "heading" && isStatusCell(block.text);
}

function listsCodes(block: TableBlock, code: string): boolean {
  const reading = readTable(block, { isAboutErrors: true, statuses: [], hasNumbers: false });
  if (reading.type === "decoy") return true;
  return reading.type === "codes" && reading.candidates.every((candidate) => candidate.code !== code);
}
