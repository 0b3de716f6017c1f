/** Checks whether the bytes start like a WebP file. */
export function isWebp(bytes: Uint8Array): boolean {
  return fourCc(bytes, 0) === "RIFF" && fourCc(bytes, 8) === "WEBP";
}

/** A chunk of a WebP file. */
export interface WebpChunk {
  readonly type: string;
  /** Start and end of its data. The end can be after that of a truncated file. */
  readonly data: readonly [start: number, end: number];
}

/** Lists the chunks of a WebP file. @see WebP Container Specification, "RIFF File Format" */
export function* webpChunks(bytes: Uint8Array): Generator<WebpChunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let position = 12;
  while (position + 8 <= bytes.byteLength) {
    const size = view.getUint32(position + 4, true);
    const end = position + 8 + size;
    yield { type: fourCc(bytes, position), data: [position + 8, end] };
    position = end + (size % 2);
  }
}

/**
 * Checks whether a WebP file has more than `maxChunks` chunks: one for each frame, and a few of metadata. The decoder
 * reads them in a time that grows with the square of their number.
 */
export function hasTooManyChunks(bytes: Uint8Array, maxChunks: number): boolean {
  let chunks = 0;
  for (const _ of webpChunks(bytes)) {
    chunks += 1;
    if (chunks > maxChunks) return true;
  }
  return false;
}

function fourCc(bytes: Uint8Array, start: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + 4));
}
