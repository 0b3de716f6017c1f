import sharp from "sharp";

/** Returns an AVIF file with several images, the first of which is the primary one. @param sizes width and height of each */
export async function avifCollection(sizes: readonly (readonly [width: number, height: number])[]): Promise<Buffer> {
  const items = await Promise.all(sizes.map(itemOf));
  const ftyp = box("ftyp", Buffer.from("avif\0\0\0\0avifmif1miaf", "latin1"));
  // The offsets of the data follow from the length of everything before, which does not depend on them.
  const start = Buffer.concat([ftyp, metaOf(items, 0)]).byteLength + 8;
  return Buffer.concat([ftyp, metaOf(items, start), box("mdat", ...items.map(({ data }) => data))]);
}

interface Item {
  /** Boxes of `ipco`: configuration, size and bits of the pixels. */
  readonly properties: readonly Buffer[];
  readonly data: Buffer;
}

async function itemOf([width, height]: readonly [number, number], index: number): Promise<Item> {
  const background = index === 0 ? "red" : "blue";
  const file = await sharp({ create: { width, height, channels: 3, background } })
    .avif({ effort: 0 })
    .toBuffer();
  return { properties: ["av1C", "ispe", "pixi"].map((type) => find(file, type)), data: find(file, "mdat").subarray(8) };
}

function metaOf(items: readonly Item[], start: number): Buffer {
  let offset = start;
  const locations = items.map(({ data }, index) => {
    const location = Buffer.alloc(14);
    location.writeUInt16BE(index + 1, 0);
    location.writeUInt16BE(1, 4);
    location.writeUInt32BE(offset, 6);
    location.writeUInt32BE(data.byteLength, 10);
    offset += data.byteLength;
    return location;
  });
  const infos = items.map((_, index) =>
    fullBox("infe", 2, uint16(index + 1), uint16(0), Buffer.from("av01\0", "latin1")),
  );
  const associations = items.map((_, index) => {
    // The configuration is essential, which sets the highest bit.
    const properties = [0x80 | (3 * index + 1), 3 * index + 2, 3 * index + 3];
    return Buffer.concat([uint16(index + 1), Buffer.from([properties.length, ...properties])]);
  });
  const ipco = box("ipco", ...items.flatMap(({ properties }) => properties));
  const count = Buffer.concat([uint16(0), uint16(items.length)]);
  return fullBox(
    "meta",
    0,
    fullBox("hdlr", 0, Buffer.from("\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0", "latin1")),
    fullBox("pitm", 0, uint16(1)),
    fullBox("iloc", 0, Buffer.from([0x44, 0]), uint16(items.length), ...locations),
    fullBox("iinf", 0, uint16(items.length), ...infos),
    box("iprp", ipco, fullBox("ipma", 0, count, ...associations)),
  );
}

function find(file: Buffer, type: string): Buffer {
  const start = file.indexOf(type) - 4;
  return file.subarray(start, start + file.readUInt32BE(start));
}

function fullBox(type: string, version: number, ...parts: readonly Buffer[]): Buffer {
  return box(type, Buffer.from([version, 0, 0, 0]), ...parts);
}

function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat([Buffer.from(type, "latin1"), ...parts]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.byteLength + 4);
  return Buffer.concat([length, content]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
