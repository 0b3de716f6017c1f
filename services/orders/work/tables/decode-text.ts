/** Characters of the bytes 80 to 9F in Windows-1252. Node 20 decodes them as Latin-1. @see https://encoding.spec.whatwg.org/index-windows-1252.txt */
const windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/**
 * Decodes a text of a known charset, without its byte order mark.
 *
 * @param charset name of the WHATWG Encoding Standard, or `utf-16`, which has a byte order mark
 */
export function decodeText(bytes: Buffer, charset: string): string {
  if (charset === "windows-1252") return decodeWindows1252(bytes);
  const isBigEndian = charset === "utf-16" && bytes[0] === 0xfe && bytes[1] === 0xff;
  // A byte order mark is ignored by the decoder. An odd last byte cannot be swapped and is not a character.
  if (isBigEndian) return new TextDecoder("utf-16le").decode(bytes.subarray(0, bytes.length & ~1).swap16());
  return new TextDecoder(charset === "utf-16" ? "utf-16le" : charset).decode(bytes);
}

function decodeWindows1252(bytes: Buffer): string {
  const units = new Uint16Array(bytes.length);
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    units[index] = byte >= 0x80 && byte <= 0x9f ? windows1252.charCodeAt(byte - 0x80) : byte;
  }
  return Buffer.from(units.buffer).toString("utf16le");
}
