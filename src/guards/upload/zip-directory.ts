import { inflateRawSync } from "node:zlib";
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
  const head = viewOf(await content.read(entry.offset, 30));
  if (entry.isEncrypted || head.byteLength < 30 || head.getUint32(0, true) !== 0x04034b50) return undefined;
  if (entry.packedBytes > maxBytes) return undefined;
  const start = entry.offset + 30 + head.getUint16(26, true) + head.getUint16(28, true);
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
