import type { Block, BlockText, Document, TableBlock } from "../../document/block.ts";
import { isAboutErrors, otherSubject, roleOf } from "../roles.ts";

/** A text of a unit: its own, a cell or the value of an attribute. */
export interface Part extends BlockText {
  /** Title of the column or name of the attribute; empty for the text of a block. */
  readonly name: string;
}

/** The smallest part of a page that may describe a code: a heading, an item, a paragraph, a row, a line, a component. */
export interface Unit {
  /** Its form, as only units of the same form are compared: `heading 3`, `item 1`, `listing json`. */
  readonly kind: string;
  /** Index among the units of its kind. */
  readonly ordinal: number;
  readonly parts: readonly Part[];
  /** Level of a heading. */
  readonly level: number | undefined;
  /** Index of the heading above it; -1 without one. */
  readonly heading: number;
  /** Whether the page or a heading above it is about errors. */
  readonly isAbout: boolean;
  /** Whether a heading above it is about something else that has codes or names. */
  readonly isOther: boolean;
}

/** Returns the units of a document in their order. @param isAbout whether the whole page is about errors */
export function unitsOf({ blocks, components = [] }: Document, source: string, isAbout: boolean): readonly Unit[] {
  const units = new UnitList(isAbout);
  let next = 0;
  for (const block of blocks) {
    for (
      let component = components[next];
      component !== undefined && component.offset <= block.offset;
      component = components[next]
    ) {
      units.add(`component ${component.tag}`, component.parts);
      next += 1;
    }
    addBlock(units, block, source);
  }
  for (const component of components.slice(next)) units.add(`component ${component.tag}`, component.parts);
  return units.all;
}

/** Returns the lines of a text as units, for markup that nothing knows. */
export function linesOf(text: string, isAbout: boolean): readonly Unit[] {
  const units = new UnitList(isAbout);
  const lines = text.slice(0, maxText).split("\n");
  const isMarked = lines.some((line) => marks.test(line));
  const levelOf = (index: number): number | undefined => {
    const level = marks.exec(lines[index] ?? "")?.[1]?.length;
    if (level !== undefined || isMarked) return level;
    const isAlone = (lines[index - 1] ?? "").trim() === "" && (lines[index + 1] ?? "").trim() === "";
    return isAlone && isTitle((lines[index] ?? "").trim()) ? 6 : undefined;
  };
  let offset = 0;
  for (const [index, line] of lines.entries()) {
    const trimmed = line.trim();
    const level = levelOf(index);
    const part = { name: "", text: trimmed.slice(0, maxLine), spans: [], offset: offset + line.indexOf(trimmed) };
    // A line such as `[badge]: https://…` is the address of a link.
    if (trimmed !== "" && !/^\[[^\]]{1,80}\]:/.test(trimmed))
      units.add(level === undefined ? "line" : `heading ${level}`, [part], level);
    offset += line.length + 1;
  }
  return units.all;
}

/** Marks of titles in Markdown and AsciiDoc. */
const marks = /^(#{1,6}|={1,6}) \S/;

/** Checks whether a line is a few words without the punctuation of a sentence. */
function isTitle(line: string): boolean {
  return line.length <= 60 && /^[A-Z][^.,:;!?|{}=_]*$/.test(line) && line.split(" ").length <= 8;
}

/** Characters of a text that are read as lines. */
const maxText = 2_000_000;
/** Characters of a line. Longer ones are prose or programs. */
const maxLine = 4_000;
/** Units of one page; the rest is left out. */
const maxUnits = 60_000;

interface Heading {
  readonly level: number;
  /** Index of its unit. */
  readonly index: number;
  readonly isAbout: boolean;
  readonly isOther: boolean;
}

/** Collects units, and tracks which headings they are below. */
class UnitList {
  readonly all: Unit[] = [];
  readonly #ordinals = new Map<string, number>();
  readonly #isAbout: boolean;
  #headings: readonly Heading[] = [];

  constructor(isAbout: boolean) {
    this.#isAbout = isAbout;
  }

  add(kind: string, parts: readonly Part[], level?: number): void {
    if (this.all.length >= maxUnits) return;
    const ordinal = this.#ordinals.get(kind) ?? 0;
    this.#ordinals.set(kind, ordinal + 1);
    if (level !== undefined) this.#headings = this.#headings.filter((heading) => heading.level < level);
    const about = this.#headings.findLastIndex((heading) => heading.isAbout);
    const other = this.#headings.findLastIndex((heading) => heading.isOther);
    this.all.push({
      kind,
      ordinal,
      parts,
      level,
      heading: this.#headings.at(-1)?.index ?? -1,
      isAbout: about > other || (this.#isAbout && other < 0),
      isOther: other > about,
    });
    if (level === undefined) return;
    const text = parts[0]?.text ?? "";
    const subject = { isAbout: isAboutErrors(text), isOther: otherSubject(text) !== undefined };
    this.#headings = [...this.#headings, { level, index: this.all.length - 1, ...subject }];
  }
}

function addBlock(units: UnitList, block: Block, source: string): void {
  if (block.type === "heading") units.add(`heading ${block.level}`, [{ ...block, name: "" }], block.level);
  else if (block.type === "item") units.add(`item ${block.depth ?? 0}`, [{ ...block, name: "" }]);
  else if (block.type === "paragraph") for (const part of linesIn(block)) units.add("paragraph", [part]);
  else if (block.type === "table") addTable(units, block);
  else if (block.type === "code") {
    const [first = ""] = block.text.split("\n", 1);
    const start = Math.max(source.slice(block.offset, block.offset + 300).indexOf(first), 0);
    let offset = block.offset + start;
    for (const line of block.text.split("\n")) {
      if (line.trim() !== "")
        units.add(`listing ${block.language}`, [{ name: "", text: line.trim().slice(0, maxLine), spans: [], offset }]);
      offset += line.length + 1;
    }
  }
}

/** Returns the lines of a paragraph, each with its own marks. */
function linesIn({ text, spans, offset }: BlockText): readonly Part[] {
  if (!text.includes("\n")) return [{ name: "", text, spans, offset }];
  let start = 0;
  let next = 0;
  return text.split("\n").map((line) => {
    const from = start;
    const end = from + line.length;
    const own: BlockText["spans"][number][] = [];
    for (let span = spans[next]; span !== undefined && span.start < end + 1; span = spans[next]) {
      own.push({ ...span, start: Math.max(0, span.start - from) });
      next += 1;
    }
    start = end + 1;
    return { name: "", text: line, spans: own, offset: offset + from };
  });
}

/** Adds the rows of a table, unless its titles say that it lists fields. */
function addTable(units: UnitList, { header, rows }: TableBlock): void {
  const titles = header?.map(({ text }) => text) ?? [];
  const listsFields =
    titles.some((title) => isFieldTitle.test(title)) && !titles.some((title) => roleOf(title) === "code");
  for (const { cells, isTitle } of rows)
    if (isTitle) units.add("title row", [{ name: "", ...(cells[0] ?? empty) }]);
    else if (!listsFields)
      units.add(
        "row",
        cells.map((cell, index) => ({ ...cell, name: titles[index]?.toLowerCase() || `#${index + 1}` })),
      );
}

const empty: BlockText = { text: "", spans: [], offset: 0 };
/** Titles of tables that list fields, parameters or settings. */
const isFieldTitle =
  /^(?:required|default|data ?type|parameters?|fields?|propert(?:y|ies)|attributes?|arguments?|headers?|options?|settings?|variables?|flags?|scopes?|permissions?|events?)\??$/i;
