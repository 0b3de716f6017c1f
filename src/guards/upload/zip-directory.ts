import { pipeline } from "node:stream/promises";
import { createInflateRaw, inflateRawSync } from "node:zlib";
import type { Content } from "./upload-sink.ts";

/** An entry of the central directory. */
export interface ZipEntry {
  readonly name: string;
  readonly isEncrypted: boolean;
  readonly method: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly offset: number;
}

const END_BYTES = 22;
const MAX_ENTRIES = 10_000;
const MAX_DIRECTORY_BYTES = 4 * 1024 * 1024;

/** Checks whether the content ends like an archive, so that an archive reader would open it. */
export async function endsLikeZip(content: Content): Promise<boolean> {
  return (await findEnd(content)) !== undefined;
}

/**
 * Lists the entries of a pure archive: it starts with an entry and ends with the directory, with nothing before, between
 * or after. Archives over 4 GiB are not supported.
 *
 * @returns undefined when the content is not a pure archive
 */
export async function readZipDirectory(content: Content): Promise<readonly ZipEntry[] | undefined> {
  const end = await findEnd(content);
  if (end === undefined || end.count > MAX_ENTRIES || end.size > MAX_DIRECTORY_BYTES) return undefined;
  if (end.start + end.size !== end.offset) return undefined;
  const entries = parseEntries(viewOf(await content.read(end.start, end.size)), end.count);
  return entries?.some(({ offset }) => offset === 0) ? entries : undefined;
}

/** Unpacks an entry. @returns undefined when it is damaged, encrypted or larger than `maxBytes` */
export async function readZipEntry(content: Content, entry: ZipEntry, maxBytes: number): Promise<Buffer | undefined> {
  if (entry.packedBytes > maxBytes) return undefined;
  const start = await findData(content, entry);
  if (start === undefined) return undefined;
  const packed = await content.read(start, entry.packedBytes);
  if (packed.byteLength !== entry.packedBytes) return undefined;
  if (entry.method === 0) return Buffer.from(packed);
  if (entry.method !== 8) return undefined;
  try {
    return inflateRawSync(packed, { maxOutputLength: maxBytes });
  } catch {
    return undefined;
  }
}

/**
 * Checks whether an entry unpacks to the number of bytes that the directory declares. Unpacks it in pieces without keeping
 * them, and stops as soon as there is more.
 *
 * @param accepts checks each piece, in order
 */
export async function unpacksAsDeclared(
  content: Content,
  entry: ZipEntry,
  accepts: (piece: Uint8Array) => boolean,
): Promise<boolean> {
  const isSmall = Math.max(entry.packedBytes, entry.unpackedBytes) <= PIECE_BYTES;
  if (isSmall) {
    // A stream for each of thousands of entries would take much longer.
    const piece = await readZipEntry(content, entry, PIECE_BYTES);
    return piece?.byteLength === entry.unpackedBytes && accepts(piece);
  }
  const start = await findData(content, entry);
  if (start === undefined || (entry.method !== 0 && entry.method !== 8)) return false;
  const packed = piecesOf(content, start, entry.packedBytes);
  const measure = async (pieces: AsyncIterable<Uint8Array>): Promise<void> => {
    let bytes = 0;
    for await (const piece of pieces) {
      bytes += piece.byteLength;
      if (bytes > entry.unpackedBytes || !accepts(piece)) throw new RangeError("the entry is not as declared");
    }
    if (bytes !== entry.unpackedBytes) throw new RangeError("the entry is shorter than declared");
  };
  try {
    if (entry.method === 0) await measure(packed);
    else await pipeline(packed, createInflateRaw({ chunkSize: PIECE_BYTES }), measure);
    return true;
  } catch (error) {
    if (error instanceof RangeError || isZlibError(error)) return false;
    throw error;
  }
}

const PIECE_BYTES = 256 * 1024;

async function* piecesOf(content: Content, start: number, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < length; at += PIECE_BYTES) {
    const piece = await content.read(start + at, Math.min(PIECE_BYTES, length - at));
    if (piece.byteLength === 0) throw new RangeError("the entry is cut off");
    yield piece;
  }
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
}

/** Returns where the data of an entry begins; undefined if it is encrypted or its header is damaged. */
async function findData(content: Content, entry: ZipEntry): Promise<number | undefined> {
  const head = viewOf(await content.read(entry.offset, 30));
  if (entry.isEncrypted || head.byteLength < 30 || head.getUint32(0, true) !== 0x04034b50) return undefined;
  return entry.offset + 30 + head.getUint16(26, true) + head.getUint16(28, true);
}

interface ZipEnd {
  /** Offset of the end record. */
  readonly offset: number;
  readonly count: number;
  /** Offset and length of the directory. */
  readonly start: number;
  readonly size: number;
}

/** Finds the end record, whose comment must reach exactly to the end of the content. */
async function findEnd(content: Content): Promise<ZipEnd | undefined> {
  const from = Math.max(0, content.bytes - END_BYTES - 0xffff);
  const tail = viewOf(await content.read(from, content.bytes - from));
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) !== 0x06054b50) continue;
    if (at + END_BYTES + tail.getUint16(at + 20, true) !== tail.byteLength) continue;
    return {
      offset: from + at,
      count: tail.getUint16(at + 10, true),
      size: tail.getUint32(at + 12, true),
      start: tail.getUint32(at + 16, true),
    };
  }
  return undefined;
}

function parseEntries(directory: DataView, count: number): ZipEntry[] | undefined {
  const entries: ZipEntry[] = [];
  let at = 0;
  while (entries.length < count) {
    if (at + 46 > directory.byteLength || directory.getUint32(at, true) !== 0x02014b50) return undefined;
    const nameLength = directory.getUint16(at + 28, true);
    if (at + 46 + nameLength > directory.byteLength) return undefined;
    entries.push({
      name: Buffer.from(directory.buffer, directory.byteOffset + at + 46, nameLength).toString("utf8"),
      isEncrypted: (directory.getUint16(at + 8, true) & 1) === 1,
      method: directory.getUint16(at + 10, true),
      packedBytes: directory.getUint32(at + 20, true),
      unpackedBytes: directory.getUint32(at + 24, true),
      offset: directory.getUint32(at + 42, true),
    });
    at += 46 + nameLength + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true);
  }
  return at === directory.byteLength ? entries : undefined;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
