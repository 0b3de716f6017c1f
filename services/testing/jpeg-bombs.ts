import sharp from "sharp";

/** Returns an image of 99 x 99 pixels whose header declares a larger size. */
export async function progressiveJpeg(side: number): Promise<Buffer> {
  const jpeg = await createJpeg(99);
  const header = jpeg.indexOf(Buffer.from([0xff, 0xc2]));
  jpeg.writeUInt16BE(side, header + 5);
  jpeg.writeUInt16BE(side, header + 7);
  return jpeg;
}

/** Returns a progressive JPEG whose last scan is repeated. */
export async function jpegWithScans(scans: number, side = 1_900): Promise<Buffer> {
  const jpeg = await createJpeg(side);
  const lastScan = jpeg.subarray(jpeg.lastIndexOf(Buffer.from([0xff, 0xda])), -2);
  return Buffer.concat([jpeg.subarray(0, -2), ...Array<Buffer>(scans).fill(lastScan), jpeg.subarray(-2)]);
}

/** Returns a JPEG with empty segments before its content. */
export async function jpegWithSegments(segments: number): Promise<Buffer> {
  const jpeg = await createJpeg(99);
  const empty = Buffer.from([0xff, 0xe1, 0, 2]);
  return Buffer.concat([jpeg.subarray(0, 2), ...Array<Buffer>(segments).fill(empty), jpeg.subarray(2)]);
}

async function createJpeg(side: number): Promise<Buffer> {
  const create = { width: side, height: side, channels: 3 as const, background: "teal" };
  return await sharp({ create }).jpeg({ progressive: true }).toBuffer();
}
