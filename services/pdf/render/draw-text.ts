import type { Block } from "../designs/page-description.ts";
import { RenderProblem } from "./render-problem.ts";
import type { Character, Font, Sheet } from "./sheet.ts";
import type { Scope } from "./template.ts";

/** Horizontal alignment. */
export type Align = "left" | "center" | "right";

/** A line of text, encoded for its font. */
export interface Line {
  /** Hexadecimal codes. */
  readonly codes: string;
  /** In points. */
  readonly width: number;
}

/** An area that text is aligned in, in points. */
export interface Area {
  readonly left: number;
  readonly width: number;
  readonly align: Align;
}

/** Distance between lines, in font sizes. */
export const leading = 1.35;

/** Renders a text line by line, over as many pages as it needs. @throws RenderProblem */
export function drawText(sheet: Sheet, { text, size, bold, align }: Block<"text">, scope: Scope): void {
  const font = bold ? sheet.bold : sheet.regular;
  const content = sheet.fill(text, scope);
  sheet.spend(content.length);
  for (const line of linesOf(content, font, size, sheet.width)) {
    const { draw, top } = sheet.take(size * leading);
    if (line.codes !== "") draw(lineOperators(line, { ...sheet, align }, { font, size, y: top - size }));
  }
}

/** Returns the operators for a line. @param style `y` is the baseline */
export function lineOperators(
  { codes, width }: Line,
  { left, width: areaWidth, align }: Area,
  { font, size, y }: { readonly font: Font; readonly size: number; readonly y: number },
): string {
  const x = startOf(align, left, areaWidth, width);
  return `BT ${font.name} ${size} Tf ${number(x)} ${number(y)} Td <${codes}> Tj ET`;
}

/** Writes a length in an operator. PDF has no exponents, and a thousandth of a point is invisible. */
export function number(length: number): string {
  return String(Math.round(length * 1_000) / 1_000);
}

/**
 * Breaks a text into lines of at most this width. A word that is too wide is broken between characters.
 *
 * @throws RenderProblem for a character that the font does not have
 */
export function linesOf(text: string, { characters }: Font, size: number, width: number): Line[] {
  // Normalising takes quadratic time in the length of a sequence of marks. 30 is the limit of Unicode UAX #15, section 13.
  if (/\p{M}{31}/u.test(text)) {
    throw new RenderProblem("variables", "Must not have more than 30 combining marks in a row.");
  }
  const clean = text.normalize("NFC").replaceAll(/[\t\u00a0]/g, " ");
  const maxWidth = (width * 1_000) / size;
  return clean
    .split(/\r?\n/)
    .flatMap((paragraph) => wrap(encode(paragraph, characters), maxWidth))
    .map((line) => ({
      codes: line.map(({ code }) => code).join(""),
      width: (widthOf(line) * size) / 1_000,
    }));
}

/** Returns the start of a line in an area, both with their widths. */
export function startOf(align: Align, left: number, areaWidth: number, width: number): number {
  if (align === "left") return left;
  return align === "right" ? left + areaWidth - width : left + (areaWidth - width) / 2;
}

function encode(paragraph: string, characters: ReadonlyMap<number, Character>): Character[] {
  return Array.from(paragraph, (character) => {
    const codePoint = character.codePointAt(0) ?? 0;
    const found = characters.get(codePoint);
    if (found !== undefined) return found;
    const name = codePoint.toString(16).toUpperCase().padStart(4, "0");
    throw new RenderProblem("variables", `Must not have the character U+${name}, which the fonts do not have.`);
  });
}

const spaceCode = "20";

/** Breaks a paragraph at its spaces, which are dropped at the end of a line. Widths are in thousandths of the font size. */
function wrap(paragraph: readonly Character[], maxWidth: number): Character[][] {
  const lines: Character[][] = [];
  let line: Character[] = [];
  let width = 0;
  /** Number of characters, and their width, up to the last space of the line. */
  let lastSpace = { length: -1, width: 0 };
  for (const character of paragraph) {
    while (width + character.width > maxWidth && character.code !== spaceCode && line.length > 0) {
      const canBreak = lastSpace.length >= 0;
      const rest = canBreak ? line.slice(lastSpace.length + 1) : [];
      lines.push(canBreak ? line.slice(0, lastSpace.length) : line);
      line = rest;
      width = widthOf(rest);
      lastSpace = { length: -1, width: 0 };
    }
    if (character.code === spaceCode) lastSpace = { length: line.length, width };
    line.push(character);
    width += character.width;
  }
  return [...lines, line];
}

function widthOf(line: readonly Character[]): number {
  return line.reduce((sum, { width }) => sum + width, 0);
}
