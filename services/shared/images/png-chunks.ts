import { crc32, createInflate } from "node:zlib";
import { reduceExif } from "./exif.ts";

/** Problem with the structure of a PNG file. */
export type PngProblem = "damaged" | "data_exceeds_size";

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Chunks that change the pixels. Text, profiles and private chunks can be compressed bombs, and no service reads them. */
const kept = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "IEND", "gAMA", "cHRM", "sRGB", "pHYs", "eXIf"]);
const maxChunks = 100_000;
/** Editors write a few; inflating each of many thousands takes seconds. */
const maxMetadataChunks = 1_000;

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
  const expectedBytes = scanlineBytes(new DataView(bytes.buffer, bytes.byteOffset + header.start + 8, 13));
  const inflated = await measureInflated(
    data.map(({ start, end }) => bytes.subarray(start + 8, end - 4)),
    expectedBytes,
  );
  if (inflated.bytes > expectedBytes) return "data_exceeds_size";
  // Decoders fill the missing pixels of an interlaced image without a warning.
  if (inflated.isDamaged || inflated.bytes < expectedBytes) return "damaged";
  const parts = chunks
    .filter(({ type }) => kept.has(type))
    .map(({ type, start, end }) => {
      const chunk = bytes.subarray(start, end);
      return type === "eXIf" ? reducedChunk(chunk) : chunk;
    });
  return Buffer.concat([bytes.subarray(0, signature.length), ...parts]);
}

/** Returns a chunk with Exif data that has only the orientation, and its new checksum. */
function reducedChunk(chunk: Uint8Array): Uint8Array {
  const copy = new Uint8Array(chunk);
  reduceExif(copy.subarray(8, -4));
  new DataView(copy.buffer).setUint32(copy.byteLength - 4, crc32(copy.subarray(4, -4)));
  return copy;
}

/**
 * Checks whether the compressed text and profiles of a PNG file inflate to more than `maxBytes` in total, or are more than
 * 1,000. `checkPng` drops them, but such a file only exists to harm readers.
 */
export async function hasOversizedMetadata(bytes: Uint8Array, maxBytes: number): Promise<boolean> {
  const streams = (readChunks(bytes) ?? []).flatMap(
    ({ type, start, end }) => compressedData(type, bytes.subarray(start + 8, end - 4)) ?? [],
  );
  if (streams.length > maxMetadataChunks) return true;
  let total = 0;
  for (const stream of streams) {
    total += (await measureInflated([stream], maxBytes - total)).bytes;
    if (total > maxBytes) return true;
  }
  return false;
}

/** Returns the zlib stream in a text or profile chunk; undefined for other chunks. */
function compressedData(type: string, data: Uint8Array): Uint8Array | undefined {
  // Keyword or profile name, NUL, compression method. iTXt: compression flag, method, and two more texts with NUL.
  const name = data.indexOf(0);
  if (name === -1) return undefined;
  if (type === "zTXt" || type === "iCCP") return data.subarray(name + 2);
  if (type !== "iTXt" || data[name + 1] !== 1) return undefined;
  const language = data.indexOf(0, name + 3);
  const keyword = language === -1 ? -1 : data.indexOf(0, language + 1);
  return keyword === -1 ? undefined : data.subarray(keyword + 1);
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

/** First pixel and distance between pixels in each pass of an interlaced image: x, y, distance in x, distance in y. */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** Returns the bytes of all scanlines, each with its filter byte. An interlaced image has seven smaller images. */
function scanlineBytes(header: DataView): number {
  const [width, height] = [header.getUint32(0), header.getUint32(4)];
  const samples = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[header.getUint8(9)] ?? 4;
  const bitsPerPixel = samples * header.getUint8(8);
  const bytesOf = (columns: number, rows: number): number =>
    columns === 0 || rows === 0 ? 0 : rows * (1 + Math.ceil((columns * bitsPerPixel) / 8));
  if (header.getUint8(12) === 0) return bytesOf(width, height);
  const sizes = passes.map(([x, y, dx, dy]) =>
    bytesOf(Math.max(0, Math.ceil((width - x) / dx)), Math.max(0, Math.ceil((height - y) / dy))),
  );
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}

/** Inflates the parts as one stream without keeping the data, and stops when there is more than `maxBytes`. */
function measureInflated(
  parts: readonly Uint8Array[],
  maxBytes: number,
): Promise<{ readonly bytes: number; readonly isDamaged: boolean }> {
  return new Promise((resolve) => {
    const inflate = createInflate({ chunkSize: 256 * 1024 });
    let bytes = 0;
    const end = (isDamaged: boolean): void => {
      inflate.destroy();
      resolve({ bytes, isDamaged });
    };
    inflate.on("data", (chunk: Buffer) => {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) end(false);
    });
    inflate.on("error", () => end(true));
    inflate.on("end", () => end(false));
    // One write: thousands of tiny chunks would each cost a turn of the thread pool.
    inflate.end(Buffer.concat(parts));
  });
}
