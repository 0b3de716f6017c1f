import { closeSync, openSync, readSync } from "node:fs";

/** Widths of the characters that a set of fonts has. */
export interface GlyphWidths {
  /** Returns the width of a character in thousandths of the font size, before shaping; undefined if no font has it. */
  widthOf(codePoint: number): number | undefined;
}

/** Reads the widths from font files. The first font that has a character provides it, as in a document. */
export function readGlyphWidths(paths: readonly string[]): GlyphWidths {
  // Zero means that no font has the character.
  const widths = new Uint16Array(0x110000);
  for (const path of paths) addFont(widths, path);
  return {
    widthOf(codePoint) {
      const stored = widths[codePoint] ?? 0;
      return stored === 0 ? undefined : stored - 1;
    },
  };
}

/** Reads only the tables that are needed, because fonts with Han characters have megabytes of outlines. */
function addFont(widths: Uint16Array, path: string): void {
  const file = openSync(path, "r");
  try {
    const tables = readTables(file);
    const unitsPerEm = tables("head").readUInt16BE(18);
    const advances = tables("hmtx");
    const advanceCount = tables("hhea").readUInt16BE(34);
    eachCharacter(tables("cmap"), (codePoint, glyph) => {
      if (glyph === 0 || widths[codePoint] !== 0) return;
      const advance = advances.readUInt16BE(4 * Math.min(glyph, advanceCount - 1));
      widths[codePoint] = 1 + Math.round((advance * 1_000) / unitsPerEm);
    });
  } finally {
    closeSync(file);
  }
}

/** Returns a function that reads a table by its tag (OpenType, "Organization of an OpenType font"). */
function readTables(file: number): (tag: string) => Buffer {
  const count = read(file, 0, 12).readUInt16BE(4);
  const directory = read(file, 12, count * 16);
  return (tag) => {
    for (let at = 0; at < directory.length; at += 16) {
      if (directory.toString("latin1", at, at + 4) === tag)
        return read(file, directory.readUInt32BE(at + 8), directory.readUInt32BE(at + 12));
    }
    throw new Error(`the font has no table ${tag}`);
  };
}

function read(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  if (readSync(file, bytes, 0, length, position) !== length) throw new Error("the font ends early");
  return bytes;
}

/** Visits the characters of a `cmap` table: format 12 if there is one, because format 4 has only the first 65,536. */
function eachCharacter(cmap: Buffer, visit: (codePoint: number, glyph: number) => void): void {
  const offsets = Array.from({ length: cmap.readUInt16BE(2) }, (_, index) => cmap.readUInt32BE(8 + 8 * index));
  const ofFormat = (format: number): number | undefined =>
    offsets.find((offset) => cmap.readUInt16BE(offset) === format);
  const [segments, groups] = [ofFormat(4), ofFormat(12)];
  if (groups !== undefined) eachOfFormat12(cmap.subarray(groups), visit);
  else if (segments !== undefined) eachOfFormat4(cmap.subarray(segments), visit);
}

function eachOfFormat12(table: Buffer, visit: (codePoint: number, glyph: number) => void): void {
  for (let group = 0; group < table.readUInt32BE(12); group += 1) {
    const at = 16 + 12 * group;
    const [first, last, glyph] = [table.readUInt32BE(at), table.readUInt32BE(at + 4), table.readUInt32BE(at + 8)];
    for (let codePoint = first; codePoint <= last; codePoint += 1) visit(codePoint, glyph + codePoint - first);
  }
}

function eachOfFormat4(table: Buffer, visit: (codePoint: number, glyph: number) => void): void {
  const size = table.readUInt16BE(6);
  for (let at = 14; at < 14 + size; at += 2) {
    const last = table.readUInt16BE(at);
    const first = table.readUInt16BE(at + size + 2);
    const delta = table.readUInt16BE(at + 2 * size + 2);
    const rangeAt = at + 3 * size + 2;
    const range = table.readUInt16BE(rangeAt);
    for (let codePoint = first; codePoint <= last && codePoint < 0xffff; codePoint += 1) {
      const glyph = range === 0 ? codePoint : table.readUInt16BE(rangeAt + range + 2 * (codePoint - first));
      visit(codePoint, glyph === 0 ? 0 : (glyph + delta) & 0xffff);
    }
  }
}
