import type { HanStyle } from "./font-files.ts";
import type { GlyphWidths } from "./glyph-widths.ts";
import { RenderProblem } from "./render-problem.ts";
import type { Piece } from "./template.ts";
import type { Direction, TextRun } from "./typst-data.ts";

/** How the texts of a document are set unless their characters say otherwise. */
export interface TextDefaults {
  readonly dir: Direction;
  readonly font: HanStyle;
}

/** A text to set. */
export interface TextInput {
  readonly pieces: readonly Piece[];
  /** Path of the template, for problems with its constant parts. */
  readonly field: string;
  /** Size of the font in points. */
  readonly size: number;
  readonly isBold: boolean;
  /** Longest line in points. */
  readonly width: number;
}

/** A text that is ready for the engine. */
export interface SetText {
  readonly runs: readonly TextRun[];
  /** The whole text, if it fits one line in the document's own direction and font. */
  readonly line: string | undefined;
  readonly characters: number;
  /** Lines that the text has at least. */
  readonly minLines: number;
}

type RunPart = TextRun["parts"][number];

/** Characters that make no mark: joiners, marks of direction, variation selectors, tags of flags, soft hyphens. */
const invisible = /\p{Default_Ignorable_Code_Point}/u;
/** Anything but letters, digits and signs that are one glyph each. */
const complex =
  /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}]|\p{Extended_Pictographic}|\p{Regional_Indicator}|\u200d/u;
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u200f]/;
/** A sequence of characters without a place to break the line. */
const words = /[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+/gu;
/** Width of the widest letters, in thousandths of the font size. Only longer words are measured. */
const wideLetter = 1_000;
/** Width of a bold letter, and of a regular one whose neighbours move it, compared with a regular one alone. */
const boldFactor = 1.12;
const regularFactor = 1.01;
/** Places between characters, except before marks and within emoji. `Intl.Segmenter` takes seconds for a long word. */
const betweenCharacters = /(?<!\u200d)(?!\p{M}|\p{Emoji_Modifier}|\u200d|$)(?<!^)/gu;

/** Sets the texts of one document. */
export type SetTextFunction = (input: TextInput) => SetText;

/**
 * Creates the function that sets the texts of a document: it finds the direction and the fonts of each line, and breaks
 * words that are wider than a line.
 *
 * @throws RenderProblem (the function) for a character that no font has
 */
export function textSetter(widths: GlyphWidths, defaults: TextDefaults): SetTextFunction {
  return ({ pieces, field, size, isBold, width }) => {
    const maxWidth = (width * 1_000) / size / (isBold ? boldFactor : regularFactor);
    const parts = joinTexts(pieces.map((piece) => toPart(piece, piece.field ?? field, widths))).map((part) =>
      typeof part === "string" ? breakWords(part, maxWidth, widths) : part,
    );
    const text = parts.map((part) => (typeof part === "string" ? part : "0")).join("");
    const lines = text.split("\n");
    const isSimple = !complex.test(text);
    const font = fontOf(text, defaults.font);
    const dirs = directionsOf(lines, defaults.dir);
    const isPlain = lines.length === 1 && isSimple && dirs[0] === defaults.dir && font === defaults.font;
    const isLine = isPlain && parts.every((part) => typeof part === "string") && fits(text, maxWidth, widths);
    return {
      runs: toRuns(parts, dirs).map((run) => ({ ...run, font, isSimple })),
      line: isLine ? text : undefined,
      characters: text.length,
      minLines: lines.length,
    };
  };
}

/** Returns a piece as it is set. */
function toPart({ text, number }: Piece, field: string, widths: GlyphWidths): RunPart {
  if (number !== undefined) return { number };
  // Normalising takes quadratic time in the length of a sequence of marks. 30 is the limit of Unicode UAX #15, section 13.
  if (/\p{M}{31}/u.test(text)) throw new RenderProblem(field, "Must not have more than 30 combining marks in a row.");
  const clean = text
    .normalize("NFC")
    .replaceAll(/\r\n?|[\u2028\u2029\u0085]/g, "\n")
    .replaceAll("\t", " ");
  for (const character of clean) {
    const codePoint = character.codePointAt(0) ?? 0;
    if (codePoint === 0x0a || (codePoint >= 0x20 && widths.widthOf(codePoint) !== undefined)) continue;
    if (invisible.test(character)) continue;
    const name = codePoint.toString(16).toUpperCase().padStart(4, "0");
    throw new RenderProblem(field, `Must not have the character U+${name}, which the fonts do not have.`);
  }
  return clean;
}

/** Groups consecutive lines with the same direction. */
function toRuns(parts: readonly RunPart[], dirs: readonly Direction[]): { dir: Direction; parts: RunPart[] }[] {
  const runs: { dir: Direction; parts: RunPart[] }[] = [];
  for (const [index, line] of linesOf(parts).entries()) {
    const dir = dirs[index] ?? "ltr";
    const last = runs.at(-1);
    if (last?.dir === dir) last.parts.push("\n", ...line);
    else runs.push({ dir, parts: line });
  }
  return runs.map(({ dir, parts: ofRun }) => ({ dir, parts: joinTexts(ofRun) }));
}

function linesOf(parts: readonly RunPart[]): RunPart[][] {
  const lines: RunPart[][] = [[]];
  for (const part of parts) {
    const [first, ...others] = typeof part === "string" ? part.split("\n") : [part];
    if (first !== undefined) lines.at(-1)?.push(first);
    for (const line of others) lines.push([line]);
  }
  return lines;
}

function joinTexts(parts: readonly RunPart[]): RunPart[] {
  const joined: RunPart[] = [];
  let text = "";
  for (const part of parts) {
    if (typeof part === "string") text += part;
    else {
      if (text !== "") joined.push(text);
      joined.push(part);
      text = "";
    }
  }
  return text === "" ? joined : [...joined, text];
}

/** Returns the direction of each line. A line without letters continues the one before. */
function directionsOf(lines: readonly string[], fallback: Direction): Direction[] {
  let dir = fallback;
  return lines.map((line) => {
    dir = directionOf(line, dir);
    return dir;
  });
}

/** By the first letter, as `dir="auto"` of HTML. */
function directionOf(line: string, fallback: Direction): Direction {
  const first = /[\p{L}\u200e\u200f]/u.exec(line)?.[0];
  if (first === undefined) return fallback;
  return rightToLeft.test(first) ? "rtl" : "ltr";
}

/** Kana is Japanese and Hangul is Korean in a document of any language. */
function fontOf(text: string, fallback: HanStyle): HanStyle {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return "ja";
  return /\p{Script=Hangul}/u.test(text) ? "ko" : fallback;
}

/** Breaks words that are wider than a line, as `overflow-wrap: break-word` of CSS: they begin on a line of their own. */
function breakWords(text: string, maxWidth: number, widths: GlyphWidths): string {
  if (text.length * wideLetter <= maxWidth) return text;
  return text.replaceAll(words, (word, index: number) => {
    if (fits(word, maxWidth, widths)) return word;
    const isFirst = index === 0 || text[index - 1] === "\n";
    return `${isFirst ? "" : "\n"}${breakWord(word, maxWidth, widths)}`;
  });
}

function breakWord(word: string, maxWidth: number, widths: GlyphWidths): string {
  let broken = "";
  let width = 0;
  for (const character of word.split(betweenCharacters)) {
    const added = widths.widthOf(character.codePointAt(0) ?? 0) ?? 0;
    if (width > 0 && width + added > maxWidth) {
      broken += "\n";
      width = 0;
    }
    broken += character;
    width += added;
  }
  return broken;
}

function fits(text: string, maxWidth: number, widths: GlyphWidths): boolean {
  if (text.length * wideLetter <= maxWidth) return true;
  let width = 0;
  for (const character of text) {
    width += widths.widthOf(character.codePointAt(0) ?? 0) ?? 0;
    if (width > maxWidth) return false;
  }
  return true;
}
