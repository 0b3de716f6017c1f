/** Checks whether the bytes start like a WebP file. */
export function isWebp(bytes: Uint8Array): boolean {
  return fourCc(bytes, 0) === "RIFF" && fourCc(bytes, 8) === "WEBP";
}

/**
 * Checks whether a WebP file has more than `maxChunks` chunks: one for each frame, and a few of metadata. The decoder
 * reads them in a time that grows with the square of their number.
 *
 * @see WebP Container Specification, "RIFF File Format"
 */
export function hasTooManyChunks(bytes: Uint8Array, maxChunks: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let position = 12;
  for (let chunks = 0; position + 8 <= bytes.byteLength; chunks += 1) {
    if (chunks === maxChunks) return true;
    const size = view.getUint32(position + 4, true);
    position += 8 + size + (size % 2);
  }
  return false;
}

function fourCc(bytes: Uint8Array, start: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + 4));
}
