const [start, end] = [Buffer.from("beginbfchar"), Buffer.from("endbfchar")];
/** A glyph and its text, which has several characters: `<0031> <06440627>`. */
const ligature = /(<[\da-f]+>\s*<)([\da-f]{8,})(?=>)/gi;
const rightToLeft = /^[\p{Script=Arabic}\p{Script=Hebrew}\p{M}]+$/u;

/**
 * Reverses the texts of ligatures that are written from right to left, such as lam with alef, in the maps from glyphs to
 * text of a PDF. Readers put the glyphs of a line in the order of the page and reverse their characters, also those of
 * one glyph. Typst writes these maps without compression, and their length does not change.
 */
export function reverseLigatures(pdf: Buffer): Buffer {
  for (let from = pdf.indexOf(start); from !== -1; from = pdf.indexOf(start, from + start.length)) {
    const to = pdf.indexOf(end, from);
    if (to === -1) break;
    const map = pdf.toString("latin1", from, to);
    pdf.write(
      map.replaceAll(ligature, (_, glyph: string, text: string) => glyph + reversed(text)),
      from,
      "latin1",
    );
  }
  return pdf;
}

/** @param hex UTF-16, big endian */
function reversed(hex: string): string {
  const text = Buffer.from(hex, "hex").swap16().toString("utf16le");
  if (!rightToLeft.test(text)) return hex;
  return Buffer.from([...text].reverse().join(""), "utf16le")
    .swap16()
    .toString("hex")
    .toUpperCase();
}
