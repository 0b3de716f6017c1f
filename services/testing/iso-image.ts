import sharp from "sharp";

/** An item of an ISO base media file, such as an AVIF image. */
export interface IsoItem {
  /** `av01` for a coded image, `grid` or `iovl` for one that is composed of others. */
  readonly type: string;
  /** Boxes of `ipco`: configuration, size and bits of the pixels. A configuration, `av1C`, is essential. */
  readonly properties: readonly Buffer[];
  readonly data: Buffer;
  /** How often the location of the item lists the same data. @default 1 */
  readonly extents?: number;
  /** Numbers, from 1, of the items that it is composed of. @default none */
  readonly parts?: readonly number[];
  /** Type of the references to them. @default "dimg" */
  readonly reference?: string;
}

/** Builds an AVIF file, valid or not. The first item is the primary one. */
export function isoImage(items: readonly IsoItem[]): Buffer {
  const ftyp = box("ftyp", Buffer.from("avif\0\0\0\0avifmif1miaf", "latin1"));
  // The offsets of the data follow from the length of everything before, which does not depend on them.
  const start = Buffer.concat([ftyp, metaOf(items, 0)]).byteLength + 8;
  return Buffer.concat([ftyp, metaOf(items, start), box("mdat", ...items.map(({ data }) => data))]);
}

/** Returns an item with an image of one colour. */
export async function codedItem(width: number, height: number, background = "teal"): Promise<IsoItem> {
  const file = await sharp({ create: { width, height, channels: 3, background } })
    .avif({ effort: 0 })
    .toBuffer();
  return {
    type: "av01",
    properties: ["av1C", "ispe", "pixi"].map((type) => find(file, type)),
    data: find(file, "mdat").subarray(8),
  };
}

/** Returns an item composed of the same item many times. @param width declared width of the whole image, as is `height` */
export function gridItem(rows: number, columns: number, width: number, height: number, part = 2): IsoItem {
  // Version 0, sizes of 32 bits.
  const data = Buffer.concat([Buffer.from([0, 1, rows - 1, columns - 1]), uint32(width), uint32(height)]);
  const size = fullBox("ispe", 0, uint32(width), uint32(height));
  return { type: "grid", properties: [size], data, parts: Array<number>(rows * columns).fill(part) };
}

function metaOf(items: readonly IsoItem[], start: number): Buffer {
  let [offset, property] = [start, 0];
  const locations = items.map(({ data, extents = 1 }, index) => {
    const extent = Buffer.concat([uint32(offset), uint32(data.byteLength)]);
    offset += data.byteLength;
    return Buffer.concat([uint16(index + 1), uint16(0), uint16(extents), ...Array<Buffer>(extents).fill(extent)]);
  });
  const infos = items.map(({ type }, index) =>
    fullBox("infe", 2, uint16(index + 1), uint16(0), Buffer.from(`${type}\0`, "latin1")),
  );
  const associations = items.map(({ properties }, index) => {
    const numbers = properties.map((one) => {
      property += 1;
      return one.toString("latin1", 4, 8) === "av1C" ? 0x80 | property : property;
    });
    return Buffer.concat([uint16(index + 1), Buffer.from([numbers.length, ...numbers])]);
  });
  const references = items.flatMap(({ parts = [], reference = "dimg" }, index) =>
    parts.length === 0 ? [] : [box(reference, uint16(index + 1), uint16(parts.length), ...parts.map(uint16))],
  );
  const count = Buffer.concat([uint16(0), uint16(items.length)]);
  return fullBox(
    "meta",
    0,
    fullBox("hdlr", 0, Buffer.from("\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0", "latin1")),
    fullBox("pitm", 0, uint16(1)),
    fullBox("iloc", 0, Buffer.from([0x44, 0]), uint16(items.length), ...locations),
    fullBox("iinf", 0, uint16(items.length), ...infos),
    ...(references.length === 0 ? [] : [fullBox("iref", 0, ...references)]),
    box(
      "iprp",
      box("ipco", ...items.flatMap(({ properties }) => properties)),
      fullBox("ipma", 0, count, ...associations),
    ),
  );
}

function find(file: Buffer, type: string): Buffer {
  const start = file.indexOf(type) - 4;
  return file.subarray(start, start + file.readUInt32BE(start));
}

/** Builds a box with a version. */
export function fullBox(type: string, version: number, ...parts: readonly Buffer[]): Buffer {
  return box(type, Buffer.from([version, 0, 0, 0]), ...parts);
}

/** Builds a box. */
export function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat([Buffer.from(type, "latin1"), ...parts]);
  return Buffer.concat([uint32(content.byteLength + 4), content]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
