import { deflateSync } from "node:zlib";
import {
  PageSizes,
  PDFDocument,
  type PDFFont,
  PDFName,
  type PDFPage,
  type PDFRef,
  StandardFonts,
} from "@cantoo/pdf-lib";
import type { PageDescription } from "../designs/page-description.ts";
import { RenderProblem } from "./render-problem.ts";
import { documentTemplates, type Templates } from "./template.ts";

/** Characters of all pages together; the time for rendering grows with them. */
const maxCharacters = 500_000;

/** The pages of a document, filled from top to bottom. Lengths are in points. */
export interface Sheet extends Templates {
  readonly document: PDFDocument;
  readonly regular: Font;
  readonly bold: Font;
  /** Left edge of the area between the margins. */
  readonly left: number;
  /** Width of the area between the margins. */
  readonly width: number;
  /** Reserves height, on the next page if this page has too little left. @throws RenderProblem after the last page */
  take(height: number): Band;
  /** Counts characters before they are drawn. @throws RenderProblem if the document has too many */
  spend(characters: number): void;
  /** Returns whether this page has that much height left. */
  hasRoom(height: number): boolean;
  /** Starts the next page unless this page is empty. */
  breakPage(): void;
  /** Writes the document. */
  save(): Promise<Uint8Array>;
}

/** A strip of a page. */
export interface Band {
  /** Upper edge, above the lower edge of the page. */
  readonly top: number;
  /** Adds operators to the content of the page (ISO 32000-1, annex A). */
  draw(operators: string): void;
  /** Adds an image to the resources of the page. @returns its name in operators */
  addImage(image: PDFRef): string;
}

/** A font, and its characters by code point. */
export interface Font {
  /** Name in operators. */
  readonly name: string;
  readonly characters: ReadonlyMap<number, Character>;
}

/** A character of a font. */
export interface Character {
  /** In thousandths of the font size. */
  readonly width: number;
  /** Hexadecimal code in the font's encoding. */
  readonly code: string;
}

interface Page {
  readonly node: PDFPage["node"];
  readonly content: string[];
}

/** Opens a document with one empty page. @throws RenderProblem if the margins leave no room */
export async function openSheet(description: PageDescription, maxPages: number): Promise<Sheet> {
  const [width, height] = sizeOf(description);
  const { margin } = description;
  if (width - 2 * margin < 72 || height - 2 * margin < 72) {
    throw new RenderProblem("page.margin", "Must leave at least an inch between the margins.");
  }
  const document = await PDFDocument.create();
  const regular = await document.embedFont(StandardFonts.Helvetica);
  const bold = await document.embedFont(StandardFonts.HelveticaBold);
  const pages: Page[] = [];
  let page = addPage();
  let top = height - margin;
  let charactersLeft = maxCharacters;

  function addPage(): Page {
    const { node } = document.addPage([width, height]);
    node.setFontDictionary(PDFName.of("R"), regular.ref);
    node.setFontDictionary(PDFName.of("B"), bold.ref);
    const added: Page = { node, content: [] };
    pages.push(added);
    return added;
  }

  function startPage(): void {
    if (pages.length >= maxPages) throw new RenderProblem("variables", `Must not fill more than ${maxPages} pages.`);
    page = addPage();
    top = height - margin;
  }

  return {
    ...documentTemplates(),
    document,
    regular: { name: "/R", characters: charactersOf(regular) },
    bold: { name: "/B", characters: charactersOf(bold) },
    left: margin,
    width: width - 2 * margin,
    take(wanted) {
      // Content higher than a page is cut off at the lower edge.
      if (top - wanted < margin && top < height - margin) startPage();
      const { node, content } = page;
      const band: Band = {
        top,
        draw: (operators) => void content.push(operators),
        addImage: (image) => node.newXObject("I", image).toString(),
      };
      top -= wanted;
      return band;
    },
    spend(characters) {
      charactersLeft -= characters;
      if (charactersLeft < 0)
        throw new RenderProblem("variables", `Must not make more than ${maxCharacters} characters of text.`);
    },
    hasRoom: (wanted) => top - wanted >= margin,
    breakPage() {
      if (top < height - margin) startPage();
    },
    async save() {
      for (const { node, content } of pages) {
        const stream = document.context.stream(deflateSync(content.join("\n")), { Filter: "FlateDecode" });
        node.addContentStream(document.context.register(stream));
      }
      return await document.save();
    },
  };
}

/** Measures and encodes each character once, because the library takes seconds to do so for a long text. */
function charactersOf(font: PDFFont): ReadonlyMap<number, Character> {
  return new Map(
    font.getCharacterSet().map((codePoint) => {
      const text = String.fromCodePoint(codePoint);
      return [codePoint, { width: font.widthOfTextAtSize(text, 1_000), code: font.encodeText(text).asString() }];
    }),
  );
}

function sizeOf({ size, orientation }: PageDescription): [number, number] {
  const [short, long] = PageSizes[size];
  return orientation === "portrait" ? [short, long] : [long, short];
}
