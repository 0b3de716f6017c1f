import type { PlacedBlock } from "../designs/blocks-of.ts";
import type { Block } from "../designs/page-description.ts";
import { encodeCode } from "./encode-code.ts";
import { type Images, readImage } from "./read-image.ts";
import { RenderProblem } from "./render-problem.ts";
import type { SetText, SetTextFunction, TextInput } from "./set-text.ts";
import { type Piece, type Scope, type Templates, valueAt } from "./template.ts";
import type { Direction, Side, StyledText, TypstBlock, TypstCell, TypstTable } from "./typst-data.ts";

/** Tools and limits that the blocks of a document share. Lengths are in points. */
export interface BuilderInput {
  readonly templates: Templates;
  readonly setText: SetTextFunction;
  readonly images: Images;
  /** Width between the margins. */
  readonly width: number;
  readonly margin: number;
  /** Height of all pages together. */
  readonly maxHeight: number;
  readonly maxPages: number;
  /** Direction of the document, which `start` and `end` refer to. */
  readonly dir: Direction;
}

/** Characters of all pages together; the time for rendering grows with them. */
const maxCharacters = 500_000;
/** Cells of all tables, each of which takes about 14 KB of memory while the document is laid out. */
const maxCells = 20_000;
/** Highest cell that is moved to the next page as a whole, in points. A higher one is divided. */
const maxWholeHeight = 200;
/** Width of a letter, in font sizes. */
const letterWidth = 0.55;
/** Distance between lines, in font sizes, as in `document.typ`. */
const lineHeight = 1.35;
const cellPadding = { x: 5, y: 4 };
const captionSize = 8;

/** Turns the blocks of one document into data for the engine. */
export class BlockBuilder {
  readonly #input: BuilderInput;
  /** Characters of each variable or template. */
  readonly #sizes = new Map<string, number>();
  #characters = 0;
  #cells = 0;
  #height = 0;

  constructor(input: BuilderInput) {
    this.#input = input;
  }

  /** Fills the templates of blocks, and encodes their images and codes. @throws RenderProblem */
  async build(blocks: readonly PlacedBlock[], scope: Scope): Promise<readonly TypstBlock[]> {
    const built: TypstBlock[] = [];
    for (const { block, field } of blocks) built.push(await this.#build(block, field, scope));
    return built;
  }

  /** Returns the path of the variable or template that fills most of the document so far. */
  largest(): string {
    const [first] = [...this.#sizes].sort(([, one], [, other]) => other - one);
    return first?.[0] ?? "variables";
  }

  async #build(block: Block, field: string, scope: Scope): Promise<TypstBlock> {
    switch (block.type) {
      case "image":
        return await this.#image(block, field, scope);
      case "text":
        return this.#text(block, field, scope);
      case "table":
        return this.#table(block, field, scope);
      case "barcode":
      case "qr":
        return await this.#code(block, field, scope);
      case "space":
        return { type: "space", height: block.height };
      case "pageBreak":
        return { type: "pageBreak" };
    }
  }

  #text({ text, size, bold, align }: Block<"text">, field: string, scope: Scope): TypstBlock {
    const pieces = this.#input.templates.fill(text, scope);
    const template = `${field}.text`;
    const { runs, minLines } = this.#set({ pieces, field: template, size, isBold: bold, width: this.#input.width });
    this.#spendHeight(minLines * size * lineHeight, fieldOf(pieces, template));
    return { type: "text", sides: runs.map(({ dir }) => sideOf(align, dir)), size, isBold: bold, runs };
  }

  #table(block: Block<"table">, field: string, scope: Scope): TypstTable {
    const { rows: path, size, columns } = block;
    const { value: items = [], field: rowsField } = valueAt(path, scope);
    if (!Array.isArray(items)) throw new RenderProblem(rowsField, "Contains the rows of a table, and must be a list.");
    this.#cells += items.length * columns.length;
    if (this.#cells > maxCells)
      throw new RenderProblem(rowsField, `Must not make tables with more than ${maxCells} cells.`);
    const table: TableLayout = { block, field, rowsField, widths: columnWidths(block, this.#input.width) };
    const header = this.#row(table, "header", scope);
    const rows = items.map((value, index) =>
      this.#row(table, "value", [{ value, field: `${rowsField}.${index}` }, ...scope]),
    );
    const total = columns.some((column) => column.total !== undefined) ? this.#row(table, "total", scope) : null;
    return {
      type: "table",
      size,
      columns: columns.map(({ width, align }) => ({ width, align: sideOf(align, this.#input.dir) })),
      heights: [header, ...rows, ...(total === null ? [] : [total])].map(({ height }) => height),
      header: header.cells,
      rows: rows.map(({ cells }) => cells),
      total: total?.cells ?? null,
    };
  }

  #row({ block, field, rowsField, widths }: TableLayout, member: "header" | "value" | "total", scope: Scope): Row {
    const { size, columns } = block;
    let lines = 1;
    const cells = columns.map((column, index) => {
      const pieces = this.#input.templates.fill(column[member] ?? "", scope);
      const place = `${field}.columns.${index}.${member}`;
      const width = widths[index] ?? 1;
      const isBold = member !== "value";
      const text = this.#set({ pieces, field: place, size, isBold, width }, member === "value" ? rowsField : undefined);
      lines = Math.max(lines, text.minLines);
      return text.line ?? { runs: text.runs, isWhole: heightOf(text, size, width) <= maxWholeHeight };
    });
    const height = lines * size * lineHeight + 2 * cellPadding.y;
    this.#spendHeight(height, rowsField);
    return { cells, height: cells.every((cell) => typeof cell === "string") ? height : 0 };
  }

  async #image(block: Block<"image">, field: string, scope: Scope): Promise<TypstBlock> {
    const { templates, images, width: pageWidth, dir } = this.#input;
    const pieces = templates.fillPlain(block.source, scope);
    const image = await readImage(images, textOf(pieces), fieldOf(pieces, `${field}.source`));
    const width = Math.min(block.width, pageWidth);
    const height = (image.height / image.width) * width;
    return { type: "image", align: sideOf(block.align, dir), path: image.path, width, height };
  }

  async #code(block: Block<"barcode"> | Block<"qr">, field: string, scope: Scope): Promise<TypstBlock> {
    const { templates, width: pageWidth, margin, dir } = this.#input;
    const pieces = templates.fillPlain(block.value, scope);
    const template = `${field}.value`;
    const { svg, width, height, quiet, text } = await encodeCode({
      symbology: block.type === "qr" ? "qr" : block.symbology,
      value: textOf(pieces),
      width: Math.min(block.type === "qr" ? block.size : block.width, pageWidth),
      height: block.type === "qr" ? block.size : block.height,
      field: fieldOf(pieces, template),
    });
    const caption = block.type === "barcode" && block.showText === true ? this.#caption(text, template, width) : null;
    const align = sideOf(block.align, dir);
    // The margin is as empty as a quiet zone, so the bars begin where text begins.
    const outset = align === "center" ? 0 : Math.min(quiet[align === "left" ? 0 : 1], margin);
    return { type: "code", align, svg, width, height, outset, caption };
  }

  #caption(text: string, field: string, width: number): StyledText {
    const { runs } = this.#set({ pieces: [{ text }], field, size: captionSize, isBold: false, width });
    return { size: captionSize, isBold: false, runs };
  }

  /** Sets a text and counts its characters. @param field to blame for its length; by default its longest value */
  #set(input: TextInput, field: string = fieldOf(input.pieces, input.field)): SetText {
    const text = this.#input.setText(input);
    this.#characters += text.characters;
    this.#sizes.set(field, (this.#sizes.get(field) ?? 0) + text.characters);
    if (this.#characters > maxCharacters)
      throw new RenderProblem(this.largest(), `Must not make more than ${maxCharacters} characters of text.`);
    return text;
  }

  /** Counts height that the content needs at least, so that the engine is not asked for thousands of pages. */
  #spendHeight(points: number, field: string): void {
    const { maxHeight, maxPages } = this.#input;
    this.#height += points;
    if (this.#height > maxHeight) throw new RenderProblem(field, `Must not fill more than ${maxPages} pages.`);
  }
}

interface TableLayout {
  readonly block: Block<"table">;
  readonly field: string;
  readonly rowsField: string;
  /** Width of the text in each column, in points. */
  readonly widths: readonly number[];
}

interface Row {
  readonly cells: readonly TypstCell[];
  /** 0 if it depends on the text. */
  readonly height: number;
}

/** Estimates the height of a text in points. */
function heightOf({ characters, minLines }: SetText, size: number, width: number): number {
  return Math.max(minLines, (characters * size * letterWidth) / width) * size * lineHeight;
}

function columnWidths({ columns }: Block<"table">, pageWidth: number): readonly number[] {
  const shares = columns.reduce((sum, { width }) => sum + width, 0);
  return columns.map(({ width }) => Math.max((pageWidth * width) / shares - 2 * cellPadding.x, 1));
}

/** Returns the path of the longest value in a text; that of the template if it has no value. */
function fieldOf(pieces: readonly Piece[], template: string): string {
  const values = pieces.filter(({ field }) => field !== undefined);
  const longest = values.reduce<Piece | undefined>(
    (best, piece) => (best === undefined || piece.text.length > best.text.length ? piece : best),
    undefined,
  );
  return longest?.field ?? template;
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join("");
}

/** Returns the side of an alignment. `start` is where the text begins in its direction. */
function sideOf(align: Block<"text">["align"], dir: Direction): Side {
  if (align === "start") return dir === "ltr" ? "left" : "right";
  if (align === "end") return dir === "ltr" ? "right" : "left";
  return align;
}
