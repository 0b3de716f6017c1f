import type { Content } from "./upload-sink.ts";

/** A stream in the root storage of a compound file. */
export interface CompoundStream {
  readonly name: string;
  readonly bytes: number;
  /** Reads the first two bytes as a little-endian number; undefined below 4096 bytes, where a stream is stored elsewhere. */
  readonly readMagic: () => Promise<number | undefined>;
}

const SIGNATURE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const END_OF_CHAIN = 0xfffffffe;
const NONE = 0xffffffff;
/** Larger numbers are not sectors but have a meaning. @see MS-CFB section 2.1 */
const MAX_SECTOR = 0xfffffffa;
const MAX_DIRECTORY_SECTORS = 4_096;
const HEADER_SLOTS = 109;

/** Checks for the signature of a compound file. */
export function startsLikeCompoundFile(head: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => head[index] === byte);
}

/**
 * Lists the streams in the root storage of a compound file (OLE2), the container of the older Office formats. Streams
 * of embedded documents are deeper and not listed.
 *
 * @returns undefined when the content is not a valid compound file
 * @see MS-CFB
 */
export async function readCompoundFile(content: Content): Promise<readonly CompoundStream[] | undefined> {
  const head = await content.read(0, 512);
  if (head.byteLength < 512 || !startsLikeCompoundFile(head)) return undefined;
  const header = viewOf(head);
  const shift = header.getUint16(30, true);
  const isKnownVersion = shift === (header.getUint16(26, true) === 4 ? 12 : 9);
  if (!isKnownVersion || header.getUint16(28, true) !== 0xfffe) return undefined;
  const file: Sectors = { content, bytes: 2 ** shift, header, tables: new Map() };
  if (!(await isComplete(file))) return undefined;
  const directory = await readChain(file, header.getUint32(48, true));
  return directory === undefined ? undefined : rootStreams(file, directory);
}

/** A file divided into sectors, and the sectors of its allocation table read so far. */
interface Sectors {
  readonly content: Content;
  /** Size of a sector. */
  readonly bytes: number;
  readonly header: DataView;
  readonly tables: Map<number, DataView>;
}

/**
 * Checks whether every used sector starts within the content; in a truncated file some do not. Some programs fill the end
 * of the table with END_OF_CHAIN instead of NONE.
 */
async function isComplete(file: Sectors): Promise<boolean> {
  const perTable = file.bytes / 4;
  const tableCount = file.header.getUint32(44, true);
  const sectorCount = Math.ceil(file.content.bytes / file.bytes) - 1;
  // A table covers 128 sectors or more; many more tables than the content needs are forged and would cost time.
  if (tableCount === 0 || tableCount > 8 + (2 * sectorCount) / perTable) return false;
  for (let sector = 0; sector < tableCount * perTable; sector++) {
    const next = await nextSector(file, sector);
    if (next === undefined) return false;
    const isInside =
      sector < sectorCount ? next < sectorCount || next > MAX_SECTOR : next === NONE || next === END_OF_CHAIN;
    if (!isInside) return false;
  }
  return true;
}

/** Reads the sectors of the directory in order. */
async function readChain(file: Sectors, first: number): Promise<DataView[] | undefined> {
  const sectors: DataView[] = [];
  const seen = new Set<number>();
  for (let sector = first; sector !== END_OF_CHAIN; ) {
    if (seen.has(sector) || seen.size >= MAX_DIRECTORY_SECTORS) return undefined;
    seen.add(sector);
    const data = await readSector(file, sector);
    // Only an existing sector is looked up: a number in the file can be far beyond its end.
    const next = data === undefined ? undefined : await nextSector(file, sector);
    if (data === undefined || next === undefined) return undefined;
    sectors.push(data);
    sector = next;
  }
  return sectors;
}

async function readSector({ content, bytes }: Sectors, sector: number): Promise<DataView | undefined> {
  if (sector >= END_OF_CHAIN - 3) return undefined;
  const data = await content.read((sector + 1) * bytes, bytes);
  return data.byteLength === bytes ? viewOf(data) : undefined;
}

/** Finds the next sector of a chain in the allocation table. */
async function nextSector(file: Sectors, sector: number): Promise<number | undefined> {
  const perTable = file.bytes / 4;
  const index = Math.floor(sector / perTable);
  let table = file.tables.get(index);
  if (table === undefined) {
    const tableSector = await findTable(file, index);
    table = tableSector === undefined ? undefined : await readSector(file, tableSector);
    if (table === undefined) return undefined;
    file.tables.set(index, table);
  }
  return table.getUint32((sector % perTable) * 4, true);
}

/** Finds a sector of the allocation table: the header lists the first 109, a chain of sectors the rest. */
async function findTable(file: Sectors, index: number): Promise<number | undefined> {
  if (index < HEADER_SLOTS) return file.header.getUint32(76 + index * 4, true);
  const perSector = file.bytes / 4 - 1;
  let sector = file.header.getUint32(68, true);
  for (let hops = Math.floor((index - HEADER_SLOTS) / perSector); ; hops--) {
    const list = await readSector(file, sector);
    if (list === undefined) return undefined;
    if (hops === 0) return list.getUint32(((index - HEADER_SLOTS) % perSector) * 4, true);
    sector = list.getUint32(perSector * 4, true);
  }
}

/** Walks the tree of the root's direct children. Each entry has 128 bytes. */
function rootStreams(file: Sectors, directory: readonly DataView[]): CompoundStream[] | undefined {
  const perSector = file.bytes / 128;
  const streams: CompoundStream[] = [];
  const seen = new Set<number>();
  const waiting = [entryAt(directory, perSector, 0)?.child ?? NONE];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (index === NONE) continue;
    const entry = entryAt(directory, perSector, index);
    if (entry === undefined || seen.has(index)) return undefined;
    seen.add(index);
    waiting.push(entry.left, entry.right);
    if (!entry.isStream) continue;
    const readMagic = async (): Promise<number | undefined> =>
      entry.bytes < 4_096 ? undefined : (await readSector(file, entry.start))?.getUint16(0, true);
    streams.push({ name: entry.name, bytes: entry.bytes, readMagic });
  }
  return streams;
}

interface DirectoryEntry {
  readonly name: string;
  readonly isStream: boolean;
  readonly left: number;
  readonly right: number;
  readonly child: number;
  readonly start: number;
  readonly bytes: number;
}

function entryAt(directory: readonly DataView[], perSector: number, index: number): DirectoryEntry | undefined {
  const sector = directory[Math.floor(index / perSector)];
  if (sector === undefined) return undefined;
  const at = (index % perSector) * 128;
  const nameBytes = Math.min(64, sector.getUint16(at + 64, true));
  return {
    name: Buffer.from(sector.buffer, sector.byteOffset + at, Math.max(0, nameBytes - 2)).toString("utf16le"),
    isStream: sector.getUint8(at + 66) === 2,
    left: sector.getUint32(at + 68, true),
    right: sector.getUint32(at + 72, true),
    child: sector.getUint32(at + 76, true),
    start: sector.getUint32(at + 116, true),
    bytes: sector.getUint32(at + 120, true),
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
