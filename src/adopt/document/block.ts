/** A run of text that is marked: code, or emphasised. */
export interface Span {
  readonly mark: "code" | "strong" | "link";
  readonly text: string;
  /** Offset of the run in the text that contains it. */
  readonly start: number;
}

/** The text of a block, without markup. Lines within it are separated by `\n`. */
export interface BlockText {
  readonly text: string;
  readonly spans: readonly Span[];
  /** Offset in the source. */
  readonly offset: number;
}

/** A heading, or a term of a definition list, which opens a section as a heading does. */
export interface HeadingBlock extends BlockText {
  readonly type: "heading";
  /** 1 to 6; 7 for terms, summaries and titles of components. */
  readonly level: number;
}

/** A paragraph, or the text of a list's item. */
export interface TextBlock extends BlockText {
  readonly type: "paragraph" | "item";
  /** Number of lists around an item or a paragraph of one. */
  readonly depth?: number;
}

/** A table as a grid: cells that span rows or columns are repeated. */
export interface TableBlock {
  readonly type: "table";
  readonly offset: number;
  /** Undefined for a table without a row of headers. */
  readonly header: readonly BlockText[] | undefined;
  readonly rows: readonly TableRow[];
}

/** A row of a table. */
export interface TableRow {
  readonly cells: readonly BlockText[];
  /** Whether one cell spans the whole row, as the title of the rows below does. */
  readonly isTitle: boolean;
}

/** A listing. */
export interface CodeBlock {
  readonly type: "code";
  readonly language: string;
  readonly text: string;
  readonly offset: number;
}

/** The end of a list of definitions: what follows belongs to the heading above it. */
export interface EndBlock {
  readonly type: "end";
  readonly offset: number;
}

/** A part of a document. */
export type Block = HeadingBlock | TextBlock | TableBlock | CodeBlock | EndBlock;

/** A component of a documentation system, by its attributes: `<Failure id="no_card" status={404}>`. */
export interface Component {
  readonly tag: string;
  readonly offset: number;
  /** Its attributes, each with its name. */
  readonly parts: readonly (BlockText & { readonly name: string })[];
}

/** A document of any format, as blocks. */
export interface Document {
  readonly blocks: readonly Block[];
  /** Components of MDX, in the order of the document. @default none */
  readonly components?: readonly Component[];
  /** Members of the front matter; empty without one. */
  readonly frontMatter: Readonly<Record<string, unknown>>;
}
