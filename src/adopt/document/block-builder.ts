import type { Block, BlockText, Component, Span, TextBlock } from "./block.ts";
import { tooMany } from "./limits.ts";
import { TableBuilder } from "./table-builder.ts";
import { TextBuilder } from "./text-builder.ts";

/** Attributes of an element, by name in lower case. */
export type Attributes = Readonly<Record<string, string>>;

/** Turns the elements of a document into blocks. Elements may be left open, and nothing recurses. */
export class BlockBuilder {
  readonly #blocks: Block[] = [];
  readonly #components: Component[] = [];
  readonly #open: Element[] = [];
  #text: TextBuilder | undefined;
  #table: TableBuilder | undefined;
  #listing: { language: string; readonly offset: number; text: string } | undefined;
  /** Type of the next block of text. */
  #next: Pick<TextBlock, "type" | "depth"> = { type: "paragraph" };
  /** Number of open elements whose content is not part of the text. */
  #hidden = 0;
  /** Number of open tables within the first one, which are read as text. */
  #nested = 0;

  open(tag: string, attributes: Attributes, offset: number): void {
    const name = rolesOfElements[attributes.role ?? ""] ?? (isStyledCode(tag, attributes) ? "code" : tag);
    const title = isComponent(tag) ? (attributes.title ?? attributes.summary) : undefined;
    this.#open.push({ tag, name, hasTitle: title !== undefined });
    if (hidden.has(name)) this.#hidden += 1;
    if (this.#hidden > 0) return;
    if (isComponent(tag) && !elements.has(tag)) this.#addComponent(tag, attributes, offset);
    if (this.#listing !== undefined) this.#openInListing(name, attributes);
    else if (this.#table !== undefined) this.#openInTable(this.#table, name, attributes, offset);
    else if (marks.has(name)) this.#sink().openSpan(marks.get(name) ?? "strong");
    else if (name === "br") this.#text?.add("\n", offset);
    else if (!inline.has(name)) this.#openBlock(name, attributes, title, offset);
  }

  close(tag: string, offset: number): void {
    const at = this.#open.findLastIndex((element) => element.tag === tag);
    // Elements that were left open inside end here, too.
    for (const element of at < 0 ? [] : this.#open.splice(at).reverse()) this.#closeElement(element, offset);
  }

  add(text: string, offset: number): void {
    if (this.#hidden > 0) return;
    if (this.#listing !== undefined) this.#listing.text += text;
    else if (this.#table !== undefined) this.#table.add(text, offset);
    else if (this.#text !== undefined || text.trim() !== "") this.#sink().add(text, offset);
  }

  /** Whether a table is open. */
  get isInTable(): boolean {
    return this.#table !== undefined;
  }

  /** The components that were opened. */
  get components(): readonly Component[] {
    return this.#components;
  }

  #addComponent(tag: string, attributes: Attributes, offset: number): void {
    const parts = Object.entries(attributes)
      .filter(([, value]) => value !== "" && value.length < maxAttribute)
      .slice(0, 12)
      .map(([name, value]) => ({ name, text: value.replace(/^\{(.*)\}$/s, "$1"), spans: [], offset }));
    if (parts.length > 0 && this.#components.length < maxBlocks) this.#components.push({ tag, offset, parts });
  }

  /** Ends the document. */
  finish(offset: number): readonly Block[] {
    for (const element of this.#open.splice(0).reverse()) this.#closeElement(element, offset);
    this.#flush(offset);
    return this.#blocks;
  }

  #openBlock(name: string, attributes: Attributes, title: string | undefined, offset: number): void {
    this.#flush(offset);
    const level = levels.get(name);
    if (name === "table") this.#table = new TableBuilder(offset);
    else if (name === "pre") this.#listing = { language: languageOf(attributes), offset, text: "" };
    else if (level !== undefined) this.#text = new TextBuilder(level);
    else if (name === "li") this.#next = { type: "item", ...this.#depth() };
    if (title !== undefined && title.trim() !== "")
      this.#blocks.push({ type: "heading", level: 7, text: title.trim(), spans: [], offset });
  }

  /** Returns the number of items around a block, also for the paragraphs of an item. */
  #depth(closed = 0): Pick<TextBlock, "depth"> {
    const depth = closed + this.#open.filter(({ name }) => name === "li").length;
    return depth === 0 ? {} : { depth };
  }

  #openInListing(name: string, attributes: Attributes): void {
    if (this.#listing === undefined) return;
    if (name === "code") this.#listing.language ||= languageOf(attributes);
    if (name === "br" || (name === "div" && this.#listing.text !== "")) this.#listing.text += "\n";
  }

  #openInTable(table: TableBuilder, name: string, attributes: Attributes, offset: number): void {
    const mark = marks.get(name);
    if (name === "table") this.#nested += 1;
    if (mark !== undefined) table.openSpan(mark);
    else if (this.#nested > 0) table.add("\n", offset);
    else if (name === "tr") table.openRow(offset);
    else if (name === "td" || name === "th") table.openCell(name === "th", attributes, offset);
    else if (name === "thead") table.openHead();
    else if (!inline.has(name)) table.add("\n", offset);
  }

  #closeElement({ name, hasTitle }: Element, offset: number): void {
    if (hidden.has(name)) this.#hidden -= 1;
    if (this.#hidden > 0) return;
    const mark = marks.get(name);
    if (this.#listing !== undefined) {
      if (name === "pre") this.#flush(offset);
    } else if (this.#table !== undefined) this.#closeInTable(this.#table, name, offset);
    else if (mark !== undefined) this.#text?.closeSpan(mark);
    else if (!inline.has(name)) {
      this.#flush(offset, name === "li" ? 1 : 0);
      if (name === "dl" || name === "details" || hasTitle) this.#blocks.push({ type: "end", offset });
    }
  }

  #closeInTable(table: TableBuilder, name: string, offset: number): void {
    const mark = marks.get(name);
    if (mark !== undefined) table.closeSpan(mark);
    else if (name === "table" && this.#nested === 0) this.#flush(offset);
    else if (name === "table") this.#nested -= 1;
    else if (this.#nested === 0 && name === "thead") table.closeHead();
    else if (this.#nested === 0 && (name === "td" || name === "th")) table.closeCell(offset);
    else if (!inline.has(name)) table.add("\n", offset);
  }

  #sink(): TextBuilder {
    this.#text ??= new TextBuilder();
    return this.#text;
  }

  /** Ends the block that is being collected. */
  /** @param closed number of items that end here */
  #flush(offset: number, closed = 0): void {
    if (this.#blocks.length > maxBlocks) throw tooMany("headings, paragraphs and tables", maxBlocks);
    const [builder, table, listing] = [this.#text, this.#table, this.#listing];
    this.#text = undefined;
    this.#table = undefined;
    this.#listing = undefined;
    if (listing !== undefined && listing.text.trim() !== "") this.#blocks.push({ type: "code", ...listing });
    const rows = table?.finish(offset);
    if (rows !== undefined && rows.rows.length > 0) this.#blocks.push(rows);
    const text = builder?.finish(offset);
    if (text === undefined || text.text === "") return;
    // In MDX, a heading directly below a component is part of its HTML.
    const [marks = ""] = /^#{1,6} (?=\S.{0,100}$)/.exec(text.text) ?? [];
    const level = builder?.level ?? (marks === "" ? undefined : marks.length - 1);
    if (level !== undefined) this.#blocks.push({ type: "heading", level, ...withoutStart(text, marks.length) });
    else this.#blocks.push({ ...this.#depth(closed), ...this.#next, ...text });
    this.#next = { type: "paragraph" };
  }
}

function withoutStart(text: BlockText, length: number): BlockText {
  return {
    text: text.text.slice(length),
    spans: text.spans.map((span) => ({ ...span, start: span.start - length })),
    offset: text.offset + length,
  };
}

/** Characters of an attribute. Longer ones are programs. */
const maxAttribute = 2_000;
/** Parts of one document. A long specification has about 20,000. */
const maxBlocks = 50_000;

interface Element {
  readonly tag: string;
  /** The element that it stands for, if it has an ARIA role. */
  readonly name: string;
  readonly hasTitle: boolean;
}

const rolesOfElements: Readonly<Record<string, string>> = {
  table: "table",
  grid: "table",
  row: "tr",
  cell: "td",
  gridcell: "td",
  columnheader: "th",
  rowheader: "td",
  heading: "h4",
  listitem: "li",
};
const hidden: ReadonlySet<string> = new Set([
  "script",
  "style",
  "template",
  "noscript",
  "svg",
  "nav",
  "head",
  "button",
]);
const inline: ReadonlySet<string> = new Set(
  "a abbr acronym b bdi bdo big cite data del dfn font i img input ins label link mark nobr q rp rt ruby s small span strike sub sup time u wbr".split(
    " ",
  ),
);
const marks: ReadonlyMap<string, Span["mark"]> = new Map([
  ["code", "code"],
  ["tt", "code"],
  ["kbd", "code"],
  ["samp", "code"],
  ["var", "code"],
  ["strong", "strong"],
  ["b", "strong"],
  ["em", "strong"],
]);
/** Levels of the elements that open a section. */
const levels: ReadonlyMap<string, number> = new Map([
  ...[1, 2, 3, 4, 5, 6].map((level) => [`h${level}`, level] as const),
  ["dt", 7],
  ["summary", 7],
]);

/** Returns whether an element is not part of HTML: the components of documentation systems have titles. */
function isComponent(tag: string): boolean {
  return !/^(?:a|abbr|article|aside|b|button|code|details|dd|div|dl|dt|em|h[1-6]|i|iframe|img|input|li|link|ol|p|pre|section|span|strong|svg|table|tbody|td|th|thead|tr|ul)$/.test(
    tag,
  );
}

/** Other elements of HTML, whose attributes name nothing that the page describes. */
const elements: ReadonlySet<string> = new Set(
  "abbr address area audio base blockquote body br canvas caption center cite col colgroup dfn embed fieldset figcaption figure font footer form frame head header hgroup hr html ins kbd label legend main map mark meta nav noscript object optgroup option output picture q s samp script select small source style sub sup textarea tfoot time title track u var video wbr".split(
    " ",
  ),
);

/** Returns whether a run of text is only styled as code: `<span class="error-code">`. */
function isStyledCode(tag: string, { class: classes = "" }: Attributes): boolean {
  return tag === "span" && /(?:^|[\s_-])(?:err(?:or)?)?code(?:$|\s|_|-(?:badge|chip|label|tag))/i.test(classes);
}

function languageOf({ class: classes = "", "data-lang": language = "" }: Attributes): string {
  return language || (/\b(?:language|lang|highlight-source|sourceCode|highlight)-?\s*(\w+)/.exec(classes)?.[1] ?? "");
}
