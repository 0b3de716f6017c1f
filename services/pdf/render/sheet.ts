import { PageSizes, PDFDocument, type PDFFont, type PDFPage, StandardFonts } from "@cantoo/pdf-lib";
import { pdf } from "../contract.ts";
import type { PageDescription } from "../designs/page-description.ts";
import { invalidInput } from "../invalid-input.ts";

/** What all pages together hold; drawing takes the longer the more there is, and nobody else is served meanwhile. */
const mostCharacters = 500_000;

/** Where blocks are drawn, from top to bottom; begins the next page by itself. */
export interface Sheet {
  readonly document: PDFDocument;
  readonly regular: PDFFont;
  readonly bold: PDFFont;
  /** Left edge and width of what may be drawn on, in points. */
  readonly left: number;
  readonly width: number;
  /** Takes so much height, on the next page where this one has not enough. @throws INVALID_INPUT after the last page allowed */
  take(height: number): Band;
  /** Notes that so many characters are to be drawn, before they are. @throws INVALID_INPUT when they are more than a document holds */
  spend(characters: number): void;
  /** Tells whether so much height is left on this page. */
  hasRoom(height: number): boolean;
  /** Begins the next page, unless this one is empty. */
  breakPage(): void;
}

/** A strip of a page. */
export interface Band {
  readonly page: PDFPage;
  /** Its upper edge, in points from the page's lower one. */
  readonly top: number;
}

/** Opens a document with one empty page. @throws INVALID_INPUT when the margins leave no room */
export async function openSheet(description: PageDescription): Promise<Sheet> {
  const [width, height] = sizeOf(description);
  const { margin } = description;
  if (width - 2 * margin < 72 || height - 2 * margin < 72) {
    throw invalidInput("page.margin", "Must leave at least an inch between the margins.");
  }
  const document = await PDFDocument.create();
  const regular = await document.embedFont(StandardFonts.Helvetica);
  const bold = await document.embedFont(StandardFonts.HelveticaBold);
  let page = document.addPage([width, height]);
  let top = height - margin;
  let left = mostCharacters;

  function next(): void {
    if (document.getPageCount() >= pdf.limits.documentPages) {
      throw invalidInput("variables", `Must not fill more than ${pdf.limits.documentPages} pages.`);
    }
    page = document.addPage([width, height]);
    top = height - margin;
  }

  return {
    document,
    regular,
    bold,
    left: margin,
    width: width - 2 * margin,
    take(wanted) {
      // What is higher than a page is cut off at its lower edge.
      if (top - wanted < margin && top < height - margin) next();
      const band: Band = { page, top };
      top -= wanted;
      return band;
    },
    spend(characters) {
      left -= characters;
      if (left < 0) throw invalidInput("variables", `Must not make more than ${mostCharacters} characters of text.`);
    },
    hasRoom: (wanted) => top - wanted >= margin,
    breakPage() {
      if (top < height - margin) next();
    },
  };
}

function sizeOf({ size, orientation }: PageDescription): [number, number] {
  const [short, long] = PageSizes[size];
  return orientation === "portrait" ? [short, long] : [long, short];
}
