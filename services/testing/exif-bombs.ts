import sharp from "sharp";

/** Formats of images that can have Exif data. */
export type ExifFormat = "jpeg" | "png" | "webp" | "avif";

const maxBytes = 60_000;

/**
 * Returns an image of 99 x 99 pixels whose Exif data has 5,000 entries: every other one has the same 60,000 bytes as its
 * text, and the others refer to the directory that contains them.
 */
export async function imageWithExifBomb(format: ExifFormat): Promise<Buffer> {
  const file = await sharp({ create: { width: 99, height: 99, channels: 3, background: "teal" } })
    .withExif({ IFD0: { ImageDescription: "x".repeat(maxBytes) } })
    .toFormat(format)
    .toBuffer();
  const start = Math.max(file.indexOf("II*\0"), file.indexOf("MM\0*"));
  return Buffer.concat([file.subarray(0, start), exifBomb(), file.subarray(start + maxBytes)]);
}

/** Returns the same image without the end of its pixels, so that it is rejected after its Exif data was read. */
export async function damagedWithExifBomb(format: "jpeg" | "webp"): Promise<Buffer> {
  const file = await imageWithExifBomb(format);
  if (format === "jpeg") return Buffer.concat([file.subarray(0, -200), file.subarray(-2)]);
  file.fill(0xff, file.indexOf("VP8 ") + 12, file.indexOf("EXIF"));
  return file;
}

function exifBomb(): Buffer {
  const bomb = Buffer.alloc(maxBytes);
  bomb.write("II*\0", "latin1");
  bomb.writeUInt32LE(8, 4);
  const entries = Math.floor((maxBytes - 14) / 12);
  bomb.writeUInt16LE(entries, 8);
  for (let entry = 0; entry < entries; entry += 1) {
    const at = 10 + entry * 12;
    const isText = entry % 2 === 0;
    bomb.writeUInt16LE(isText ? 0x010e : 0x8769, at);
    bomb.writeUInt16LE(isText ? 2 : 4, at + 2);
    bomb.writeUInt32LE(isText ? maxBytes - 8 : 1, at + 4);
    bomb.writeUInt32LE(8, at + 8);
  }
  return bomb;
}
