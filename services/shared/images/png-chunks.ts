import { createInflate } from "node:zlib";

/** Problem with the structure of a PNG file. */
export type PngProblem = "damaged" | "data_exceeds_size";

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Chunks that change the pixels. Text, profiles and private chunks can be compressed bombs, and no service reads them. */
const kept = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "IEND", "gAMA", "cHRM", "sRGB", "pHYs", "eXIf"]);
/** An orientation needs a few bytes; larger blocks hold thumbnails and maker notes. */
const maxExifBytes = 64 * 1024;
const maxChunks = 100_000;

interface Chunk {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** Checks whether the bytes start like a PNG file. */
export function isPng(bytes: Uint8Array): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/**
 * Checks a PNG file before a decoder sees it: inflates the pixel data without keeping it, and stops as soon as there is
 * more than the header's dimensions allow.
 *
 * @returns the file with only the chunks that change its pixels, or the problem
 * @see PNG specification, third edition, sections 5.3 (chunks) and 7 (filtering and scanlines)
 */
export async function checkPng(bytes: Uint8Array): Promise<Uint8Array | PngProblem> {
  const chunks = readChunks(bytes);
  const [header] = chunks ?? [];
  if (chunks === undefined || header?.type !== "IHDR" || header.end - header.start !== 25) return "damaged";
  const data = chunks.filter(({ type }) => type === "IDAT");
  if (data.length === 0) return "damaged";
  const maxBytes = scanlineBytes(new DataView(bytes.buffer, bytes.byteOffset + header.start + 8, 13));
  const problem = await inflatesWithin(
    data.map(({ start, end }) => bytes.subarray(start + 8, end - 4)),
    maxBytes,
  );
  if (problem !== undefined) return problem;
  const parts = chunks
    .filter(({ type, start, end }) => kept.has(type) && (type !== "eXIf" || end - start <= maxExifBytes))
    .map(({ start, end }) => bytes.subarray(start, end));
  return Buffer.concat([bytes.subarray(0, signature.length), ...parts]);
}

/** Returns the chunks up to IEND; undefined if they do not fit the file. */
function readChunks(bytes: Uint8Array): readonly Chunk[] | undefined {
  if (!isPng(bytes)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunk[] = [];
  let start = signature.length;
  while (start + 12 <= bytes.byteLength && chunks.length < maxChunks) {
    const end = start + 12 + view.getUint32(start);
    if (end > bytes.byteLength) return undefined;
    const type = String.fromCharCode(...bytes.subarray(start + 4, start + 8));
    chunks.push({ type, start, end });
    if (type === "IEND") return chunks;
    start = end;
  }
  return undefined;
}

/** Returns the bytes of all scanlines, each with its filter byte. An interlaced image has up to seven smaller passes. */
function scanlineBytes(header: DataView): number {
  const [width, height] = [header.getUint32(0), header.getUint32(4)];
  const samples = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[header.getUint8(9)] ?? 4;
  const bitsPerPixel = samples * header.getUint8(8);
  const isInterlaced = header.getUint8(12) !== 0;
  const plain = height * (1 + Math.ceil((width * bitsPerPixel) / 8));
  return isInterlaced ? plain + 7 * (height + 1) * 2 + 7 * width : plain;
}

/** Inflates the parts as one stream, and keeps nothing. */
function inflatesWithin(parts: readonly Uint8Array[], maxBytes: number): Promise<PngProblem | undefined> {
  return new Promise((resolve) => {
    const inflate = createInflate({ chunkSize: 256 * 1024 });
    let bytes = 0;
    const end = (problem?: PngProblem): void => {
      inflate.destroy();
      resolve(problem);
    };
    inflate.on("data", (chunk: Buffer) => {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) end("data_exceeds_size");
    });
    // Truncated or corrupt data; decoders differ in what they accept, so the decoder decides about the rest.
    inflate.on("error", () => end(bytes > maxBytes ? "data_exceeds_size" : "damaged"));
    inflate.on("end", () => end());
    for (const part of parts) inflate.write(part);
    inflate.end();
  });
}
