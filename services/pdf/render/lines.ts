import type { PDFFont } from "@cantoo/pdf-lib";
import { invalidInput } from "../invalid-input.ts";

/** Where something stands between the edges. */
export type Align = "left" | "center" | "right";

/** How far below each other lines stand, in font sizes. */
export const leading = 1.35;

const characters = new WeakMap<PDFFont, ReadonlySet<number>>();

/**
 * Breaks a text into lines of at most this width. A word that is wider is broken where it must.
 *
 * @throws INVALID_INPUT for a character that the font does not have
 */
export function linesOf(text: string, font: PDFFont, size: number, width: number): string[] {
  const clean = text.normalize("NFC").replaceAll(/[\t\u00a0]/g, " ");
  requireCharacters(clean, font);
  return clean
    .split(/\r?\n/)
    .flatMap((paragraph) => wrap(paragraph, width, (part) => font.widthOfTextAtSize(part, size)));
}

/** Tells where a line of this width begins. */
export function startOf(align: Align, left: number, room: number, width: number): number {
  if (align === "left") return left;
  return align === "right" ? left + room - width : left + (room - width) / 2;
}

function wrap(paragraph: string, width: number, measure: (part: string) => number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of paragraph.split(" ").flatMap((one) => broken(one, width, measure))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line === "" || measure(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

function broken(word: string, width: number, measure: (part: string) => number): string[] {
  if (measure(word) <= width) return [word];
  const parts: string[] = [];
  let part = "";
  for (const character of word) {
    if (part !== "" && measure(part + character) > width) {
      parts.push(part);
      part = "";
    }
    part += character;
  }
  return [...parts, part];
}

function requireCharacters(text: string, font: PDFFont): void {
  const known = characters.get(font) ?? new Set(font.getCharacterSet());
  characters.set(font, known);
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    if (codePoint === 0x0a || codePoint === 0x0d || known.has(codePoint)) continue;
    const name = codePoint.toString(16).toUpperCase().padStart(4, "0");
    throw invalidInput("variables", `Have the character U+${name}, which the fonts do not.`);
  }
}
