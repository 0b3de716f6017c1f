import { type Box, BoxFields, boxes } from "./iso-boxes.ts";

/** Problem with the structure of an AVIF file. */
export type AvifProblem = "damaged" | "data_exceeds_size" | "too_many_buffered_pixels" | "too_many_pixels";

interface AvifLimits {
  /** Pixels of all coded images together. */
  readonly maxPixels: number;
  /** Pixels of one coded image. */
  readonly maxAvifPixels: number;
}

/** The only items that are decoded. Decoders inflate metadata in others, however large it becomes. */
const decodedTypes = new Set(["av01", "grid"]);
/** Images of cameras have about fifty tiles. The decoder accepts 256. */
const maxItems = 1_000;
/** A coded image has one frame, or one for each of up to four layers. */
const maxFrames = 8;
/** The tiles of a grid can exceed the image by less than a row and a column. */
const maxOverlap = 2;
/** Types of the bit stream's units that contain or announce a frame. */
const frameUnits = new Set([3, 6]);

interface Item {
  readonly type: string;
  /** Position of its type in the file. */
  readonly typeAt: number;
}

/** A part of a file. */
type Range = readonly [start: number, end: number];

/** Checks whether the bytes start like an ISO base media file, such as AVIF. */
export function isIsoMedia(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(4, 8)) === "ftyp";
}

/**
 * Checks the items of an AVIF file before a decoder sees it: a few bytes can refer to the same image or the same data many
 * times.
 *
 * @returns the file with items of decoded types only, or the problem
 * @see ISO/IEC 23008-12 (HEIF) and ISO/IEC 14496-12, section 8.11
 */
export function checkAvif(bytes: Uint8Array, limits: AvifLimits): Uint8Array | AvifProblem {
  try {
    const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const [meta, other] = [...boxes(file, 0, bytes.byteLength)].filter(({ type }) => type === "meta");
    if (meta === undefined || other !== undefined) return "damaged";
    const parts = [...boxes(file, meta.start + 4, meta.end)];
    const find = (name: string): Box | undefined => only(parts, name);
    const items = readItems(file, find("iinf"));
    const coded = new Set([...items].filter(([, { type }]) => type === "av01").map(([id]) => id));
    const pixels = readPixels(file, find("iprp"));
    const problem =
      pixelProblem([...coded], pixels, limits) ??
      (sum(readParts(file, find("iref")).map((id) => pixels.get(id) ?? 0)) > maxOverlap * limits.maxAvifPixels
        ? "data_exceeds_size"
        : dataProblem(bytes, readLocations(file, find("iloc"), find("idat")), coded));
    return problem ?? withDecodedTypes(bytes, items);
  } catch (error) {
    // A box that ends before its fields, or does not fit.
    if (error instanceof RangeError) return "damaged";
    throw error;
  }
}

function pixelProblem(
  coded: readonly number[],
  pixels: ReadonlyMap<number, number>,
  { maxPixels, maxAvifPixels }: AvifLimits,
): AvifProblem | undefined {
  const sizes = coded.map((id) => pixels.get(id));
  if (sizes.includes(undefined)) return "damaged";
  if (sizes.some((size = 0) => size > maxAvifPixels)) return "too_many_buffered_pixels";
  return sum(sizes.map((size = 0) => size)) > maxPixels ? "too_many_pixels" : undefined;
}

/** Checks the data of items. Items that share data make a file that is decoded for longer than its length suggests. */
function dataProblem(
  bytes: Uint8Array,
  locations: ReadonlyMap<number, readonly Range[]>,
  coded: ReadonlySet<number>,
): AvifProblem | undefined {
  const ranges = [...locations.values()].flat();
  if (ranges.some(([start, end]) => start > end || end > bytes.byteLength)) return "damaged";
  if (sum(ranges.map(([start, end]) => end - start)) > bytes.byteLength) return "data_exceeds_size";
  const hasFilm = [...coded].some((id) => {
    const pieces = (locations.get(id) ?? []).map((range) => bytes.subarray(...range));
    return countFrames(Buffer.concat(pieces)) > maxFrames;
  });
  return hasFilm ? "data_exceeds_size" : undefined;
}

/** Changes the types of all other items to `free`, in a copy. */
function withDecodedTypes(bytes: Uint8Array, items: ReadonlyMap<number, Item>): Uint8Array {
  const copy = new Uint8Array(bytes);
  for (const { type, typeAt } of items.values())
    if (!decodedTypes.has(type)) copy.set([0x66, 0x72, 0x65, 0x65], typeAt);
  return copy;
}

/** Returns the items by their ids. */
function readItems(file: DataView, iinf: Box | undefined): ReadonlyMap<number, Item> {
  const items = new Map<number, Item>();
  if (iinf === undefined) return items;
  const isShort = file.getUint8(iinf.start) === 0;
  for (const entry of boxes(file, iinf.start + (isShort ? 6 : 8), iinf.end)) {
    const fields = new BoxFields(file, entry.start);
    const version = fields.next(4) >>> 24;
    if (entry.type !== "infe" || version < 2) throw new RangeError("an item without a type");
    const id = fields.next(version === 2 ? 2 : 4);
    fields.next(2);
    const typeAt = fields.at;
    if (items.size >= maxItems || items.has(id)) throw new RangeError("more items than a file has");
    items.set(id, { type: fields.type(), typeAt });
  }
  return items;
}

/** Returns the number of pixels of each item. The decoder compares it with the data. */
function readPixels(file: DataView, iprp: Box | undefined): ReadonlyMap<number, number> {
  const pixels = new Map<number, number>();
  const parts = iprp === undefined ? [] : [...boxes(file, iprp.start, iprp.end)];
  const ipco = only(parts, "ipco");
  const properties = ipco === undefined ? [] : [...boxes(file, ipco.start, ipco.end)];
  for (const { start } of parts.filter(({ type }) => type === "ipma")) {
    const fields = new BoxFields(file, start);
    const head = fields.next(4);
    const [idBytes, indexBytes] = [head >>> 24 === 0 ? 2 : 4, (head & 1) === 0 ? 1 : 2];
    for (let entries = fields.next(4); entries > 0; entries -= 1) {
      const id = fields.next(idBytes);
      // Without the highest bit, which tells whether the property is essential.
      const indexes = fields.many(fields.next(1), indexBytes).map((index) => index % (indexBytes === 1 ? 128 : 32_768));
      const sizes = indexes.map((index) => sizeOf(file, properties[index - 1]));
      const size = Math.max(...sizes, pixels.get(id) ?? 0);
      if (size > 0) pixels.set(id, size);
    }
  }
  return pixels;
}

/** Returns the number of pixels in a property; 0 if it is not a size. */
function sizeOf(file: DataView, property: Box | undefined): number {
  if (property?.type !== "ispe") return 0;
  return file.getUint32(property.start + 4) * file.getUint32(property.start + 8);
}

/** Lists the items that others are composed of, as often as they are used. */
function readParts(file: DataView, iref: Box | undefined): readonly number[] {
  if (iref === undefined) return [];
  const idBytes = file.getUint8(iref.start) === 0 ? 2 : 4;
  return [...boxes(file, iref.start + 4, iref.end)].flatMap(({ type, start }) => {
    const fields = new BoxFields(file, start + idBytes);
    return type === "dimg" ? fields.many(fields.next(2), idBytes) : [];
  });
}

/** Returns where the data of each item is. */
function readLocations(
  file: DataView,
  iloc: Box | undefined,
  idat: Box | undefined,
): ReadonlyMap<number, readonly Range[]> {
  const locations = new Map<number, readonly Range[]>();
  if (iloc === undefined) return locations;
  const fields = new BoxFields(file, iloc.start);
  const version = fields.next(4) >>> 24;
  const [sizes, moreSizes] = [fields.next(1), fields.next(1)];
  const idBytes = version < 2 ? 2 : 4;
  for (let entries = fields.next(idBytes); entries > 0; entries -= 1) {
    const id = fields.next(idBytes);
    const isInIdat = version > 0 && (fields.next(2) & 0xf) === 1;
    fields.next(2);
    const base = fields.next(moreSizes >> 4) + (isInIdat ? (idat?.start ?? 0) : 0);
    const ranges = Array.from({ length: fields.next(2) }, (): Range => {
      if (version > 0) fields.next(moreSizes & 0xf);
      const start = base + fields.next(sizes >> 4);
      const length = fields.next(sizes & 0xf);
      // 0 reaches to the end.
      return [start, length === 0 ? Math.max(start, file.byteLength) : start + length];
    });
    if (locations.has(id)) throw new RangeError("an item with two locations");
    locations.set(id, ranges);
  }
  return locations;
}

/** Counts the frames in the data of a coded image, up to a few. @see AV1 Bitstream Specification, section 5.3 */
function countFrames(data: Uint8Array): number {
  let frames = 0;
  for (let at = 0; at < data.byteLength && frames <= maxFrames; ) {
    const head = data[at] ?? 0;
    frames += Number(frameUnits.has((head >> 3) & 0xf));
    const hasLength = (head & 2) !== 0;
    // Without a length, the unit reaches to the end.
    if (!hasLength) break;
    at = endOfUnit(data, at + ((head & 4) === 0 ? 1 : 2));
  }
  return frames;
}

/** Returns where a unit ends, whose length is written in up to 8 bytes of 7 bits. */
function endOfUnit(data: Uint8Array, lengthAt: number): number {
  let length = 0;
  for (let index = 0; index < 8; index += 1) {
    const byte = data[lengthAt + index] ?? 0;
    length += (byte & 0x7f) * 128 ** index;
    if (byte < 0x80) return lengthAt + index + 1 + length;
  }
  return data.byteLength;
}

/** Finds a box. @throws RangeError if there are several, because a decoder could choose another one */
function only(all: readonly Box[], name: string): Box | undefined {
  const [found, other] = all.filter(({ type }) => type === name);
  if (other !== undefined) throw new RangeError(`several boxes ${name}`);
  return found;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
