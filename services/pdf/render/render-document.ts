import { createHash } from "node:crypto";
import { blocksOf, type PlacedBlock, type PlacedBlocks } from "../designs/blocks-of.ts";
import type { Block, DocumentOptions, PageDescription } from "../designs/page-description.ts";
import { templatesOf } from "../designs/templates-of.ts";
import { type CodeInput, encodeCode, type Symbology } from "./encode-code.ts";
import { type CompiledDocument, type EngineInput, LayoutPanic, openEngine } from "./engine.ts";
import { type Layout, layOut } from "./lay-out.ts";
import { RenderProblem } from "./render-problem.ts";
import { textSetter } from "./set-text.ts";
import { pathsOf, withoutPaths } from "./template.ts";

/** A document to render. */
export interface RenderInput {
  readonly page: PageDescription;
  readonly variables: unknown;
  readonly title: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly maxPages: number;
  /** Replaces members of the design. */
  readonly options?: DocumentOptions | undefined;
}

/** A rendered document. */
export interface RenderedDocument {
  readonly pages: number;
  readonly content: Uint8Array;
  /** SHA-256 of the content, in hexadecimal. */
  readonly sha256: string;
}

/** Renders a design with its variables. Call it only in a worker process. @throws RenderProblem */
export async function renderDocument(input: RenderInput): Promise<RenderedDocument> {
  const { maxPages, createdAt } = input;
  const {
    locale = input.page.locale,
    timeZone = input.page.timeZone,
    standard = input.page.standard,
  } = input.options ?? {};
  const page = { ...input.page, locale, timeZone, standard };
  const layout = await layOutPage({ ...input, page }, blocksOf(page));
  return compile({ ...layout, isArchival: page.standard === "PDF/A-2b", createdAt }, ({ pages, writePdf }) => {
    if (pages > maxPages) throw tooManyPages(layout.largest, maxPages);
    const content = writePdf();
    return { pages, content, sha256: createHash("sha256").update(content).digest("hex") };
  });
}

/**
 * Renders the parts of a page description that do not depend on variables. If they cannot be rendered, no document of the
 * design can. Call it only in a worker process.
 *
 * @throws RenderProblem with the member of the block
 */
export async function checkRenderable(page: PageDescription, maxPages: number): Promise<void> {
  const blocks = blocksOf(page);
  const { widths } = openEngine();
  const setText = textSetter(widths, { dir: "ltr", font: "zh" });
  for (const { block, field } of Object.values(blocks).flat()) {
    for (const { member, text } of templatesOf(block)) {
      if (member === "source") continue;
      setText({
        pieces: [{ text: withoutPaths(text) }],
        field: `${field}.${member}`,
        size: 10,
        isBold: false,
        width: 1_000,
      });
    }
    if (block.type === "qr" || block.type === "barcode") await encodeCode(smallestCode(block, field));
  }
  const constant: PlacedBlocks = {
    header: blocks.header.flatMap(constantPart),
    footer: blocks.footer.flatMap(constantPart),
    body: blocks.body.flatMap(constantPart),
  };
  const layout = await layOutPage({ page, variables: {}, title: "", createdAt: 0, maxPages }, constant);
  compile({ ...layout, isArchival: false, createdAt: 0 }, ({ pages }) => {
    if (pages > maxPages) throw tooManyPages(layout.largest, maxPages);
  });
}

/** Pages of designs from before these members existed do not have them. */
function layOutPage(input: RenderInput, blocks: PlacedBlocks): Promise<Layout> {
  const { locale = "en", timeZone = "UTC" }: Partial<PageDescription> = input.page;
  return layOut({ ...input, locale: { locale, timeZone }, widths: openEngine().widths }, blocks);
}

function compile<Value>(input: EngineInput, use: (document: CompiledDocument) => Value): Value {
  try {
    return openEngine().compile(input, use);
  } catch (error) {
    if (!(error instanceof LayoutPanic)) throw error;
    throw new RenderProblem("page.header", "Must leave, with the footer, at least an inch for the blocks.");
  }
}

function tooManyPages(field: string, maxPages: number): RenderProblem {
  return new RenderProblem(field, `Must not fill more than ${maxPages} pages.`);
}

function constantPart({ block, field }: PlacedBlock): PlacedBlock[] {
  switch (block.type) {
    case "text":
      return [{ field, block: { ...block, text: withoutPaths(block.text) } }];
    case "table": {
      const columns = block.columns.map(({ total: _, ...column }) => ({
        ...column,
        header: withoutPaths(column.header),
      }));
      return [{ field, block: { ...block, columns } }];
    }
    case "image":
      return pathsOf(block.source).length === 0 ? [{ block, field }] : [];
    case "barcode":
    case "qr":
      return pathsOf(block.value).length === 0 ? [{ block, field }] : [];
    case "space":
    case "pageBreak":
      return [{ block, field }];
  }
}

/** Short values of each symbology. If they have no room, no value has. */
const shortValues: Readonly<Record<Symbology, string>> = {
  code128: "0",
  code39: "0",
  ean13: "400638133393",
  ean8: "9638507",
  itf14: "1540014128876",
  qr: "0",
};

function smallestCode(block: Block<"qr"> | Block<"barcode">, field: string): CodeInput {
  const common = { height: 1 };
  if (block.type === "qr")
    return { ...common, symbology: "qr", value: shortValues.qr, width: block.size, field: `${field}.size` };
  const symbology = block.symbology;
  return { ...common, symbology, value: shortValues[symbology], width: block.width, field: `${field}.width` };
}
