import type { PDFFont } from "@cantoo/pdf-lib";
import { invalidInput } from "../invalid-input.ts";

/** Where something stands between the edges. */
export type Align = "left" | "center" | "right";

/** How far below each other lines stand, in font sizes. */
export const leading = 1.35;

/**
 * Breaks a text into lines of at most this width. A word that is wider is broken where it must.
 *
 * @throws INVALID_INPUT for a character that the font does not have
 */
export function linesOf(text: string, font: PDFFont, size: number, width: number): string[] {
  const clean = text.normalize("NFC").replaceAll(/[\t\u00a0]/g, " ");
  const widths = widthsOf(font);
  const measure = (part: string): number => (widthOf(part, widths) * size) / 1_000;
  return clean.split(/\r?\n/).flatMap((paragraph) => wrap(paragraph, width, measure));
}

/** Tells where a line of this width begins. */
export function startOf(align: Align, left: number, room: number, width: number): number {
  if (align === "left") return left;
  return align === "right" ? left + room - width : left + (room - width) / 2;
}

function wrap(paragraph: string, width: number, measure: (part: string) => number): string[] {
  const lines: string[] = [];
  const space = measure(" ");
  let line: string[] = [];
  let lineWidth = 0;
  for (const word of paragraph.split(" ").flatMap((one) => broken(one, width, measure))) {
    const wordWidth = measure(word);
    if (line.length > 0 && lineWidth + space + wordWidth > width) {
      lines.push(line.join(" "));
      line = [];
    }
    lineWidth = line.length === 0 ? wordWidth : lineWidth + space + wordWidth;
    line.push(word);
  }
  return [...lines, line.join(" ")];
}

function broken(word: string, width: number, measure: (part: string) => number): string[] {
  if (measure(word) <= width) return [word];
  const parts: string[] = [];
  let part = "";
  let partWidth = 0;
  for (const character of word) {
    const own = measure(character);
    if (part !== "" && partWidth + own > width) {
      parts.push(part);
      part = "";
      partWidth = 0;
    }
    part += character;
    partWidth += own;
  }
  return [...parts, part];
}

/** Widths of a font's characters in thousandths of its size, by code point. */
type Widths = Map<number, number>;

const known = new WeakMap<PDFFont, Widths>();

/** Each character is measured once: to ask the font for every line of a long text takes seconds. */
function widthsOf(font: PDFFont): Widths {
  const found = known.get(font);
  if (found !== undefined) return found;
  const measured = font.getCharacterSet().map((code): [number, number] => {
    return [code, font.widthOfTextAtSize(String.fromCodePoint(code), 1_000)];
  });
  const widths = new Map(measured);
  known.set(font, widths);
  return widths;
}

function widthOf(text: string, widths: Widths): number {
  let width = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    const own = widths.get(codePoint);
    if (own === undefined) throw unknownCharacter(codePoint);
    width += own;
  }
  return width;
}

function unknownCharacter(codePoint: number): Error {
  const name = codePoint.toString(16).toUpperCase().padStart(4, "0");
  return invalidInput("variables", `Must not have the character U+${name}: the fonts do not.`);
}
