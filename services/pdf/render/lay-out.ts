import type { PlacedBlocks } from "../designs/blocks-of.ts";
import type { PageDescription } from "../designs/page-description.ts";
import { BlockBuilder } from "./block-builder.ts";
import { fontOrders } from "./font-files.ts";
import { type Locale, ValueFormatter } from "./format-value.ts";
import type { GlyphWidths } from "./glyph-widths.ts";
import { noImages } from "./read-image.ts";
import { RenderProblem } from "./render-problem.ts";
import { textSetter } from "./set-text.ts";
import { documentTemplates, type Scope } from "./template.ts";
import type { TypstData } from "./typst-data.ts";
import { writingOf } from "./writing.ts";

/** A document to lay out. */
export interface LayoutInput {
  readonly page: PageDescription;
  readonly variables: unknown;
  readonly title: string;
  readonly locale: Locale;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly maxPages: number;
  readonly widths: GlyphWidths;
}

/** The data of a document for the engine. */
export interface Layout {
  readonly data: TypstData;
  readonly images: ReadonlyMap<string, Buffer>;
  /** Path of the variable or block that fills most of the document, for problems with its length. */
  readonly largest: string;
}

/** Short and long side of each format in points. */
const sizes: Readonly<Record<PageDescription["size"], readonly [number, number]>> = {
  A4: [595.28, 841.89],
  A5: [419.53, 595.28],
  Letter: [612, 792],
};

/** Fills the templates of blocks, and encodes their images and codes. Call it only in a worker process. @throws RenderProblem */
export async function layOut(input: LayoutInput, blocks: PlacedBlocks): Promise<Layout> {
  const { page, variables, locale, maxPages } = input;
  const [width, height] = pageSize(page);
  const { language, region, dir, font } = writingOf(locale.locale);
  const formatter = new ValueFormatter(locale);
  const images = noImages();
  const builder = new BlockBuilder({
    templates: documentTemplates(formatter),
    setText: textSetter(input.widths, { dir, font }),
    images,
    width: width - 2 * page.margin,
    margin: page.margin,
    maxHeight: maxPages * (height - 2 * page.margin),
    maxPages,
    dir,
  });
  const scope: Scope = [{ value: variables, field: "variables" }];
  const data: TypstData = {
    title: input.title,
    date: dateOf(input.createdAt),
    page: [width, height, page.margin],
    lang: language,
    region,
    dir,
    font,
    fonts: fontOrders,
    pageNumbers: Array.from({ length: maxPages }, (_, index) => formatter.plain(String(index + 1))),
    header: await builder.build(blocks.header, scope),
    footer: await builder.build(blocks.footer, scope),
    body: await builder.build(blocks.body, scope),
  };
  return { data, images: images.files, largest: builder.largest() };
}

function dateOf(time: number): TypstData["date"] {
  const date = new Date(time);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}

/** Returns the width and height of the pages in points. @throws RenderProblem if the margins leave no room */
function pageSize({ size, orientation, margin }: PageDescription): readonly [width: number, height: number] {
  const [short, long] = sizes[size];
  const [width, height] = orientation === "portrait" ? [short, long] : [long, short];
  if (width - 2 * margin >= 72 && height - 2 * margin >= 72) return [width, height];
  throw new RenderProblem("page.margin", "Must leave at least an inch between the margins.");
}
