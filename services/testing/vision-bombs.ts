import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import sharp from "sharp";
import { avifBombs, nestedBoxes } from "./avif-bombs.ts";
import { damagedWithExifBomb } from "./exif-bombs.ts";
import { box, isoImage } from "./iso-image.ts";
import { jpegWithScans, jpegWithSegments, progressiveJpeg } from "./jpeg-bombs.ts";
import { inflatingZip } from "./orders-bombs.ts";
import { blackPng, deflatedZeros, pngChunk, pngFile } from "./png-file.ts";

/** A request to the vision API that is cheap to send and expensive to process without limits. */
export interface VisionBomb {
  readonly name: string;
  /** The code of the response. */
  readonly code: string;
  readonly path: string;
  readonly mediaType: string;
  /** Content-Encoding of the body. @default none */
  readonly encoding?: string;
  readonly content: () => Buffer | Promise<Buffer>;
}

/** Every known bomb. */
export const visionBombs: readonly VisionBomb[] = [
  image("a PNG of 100 x 100 pixels that inflates to 500 MB", "png", () =>
    pngFile({ width: 100, height: 100 }, [pngChunk("IDAT", deflatedZeros(500_000_000))]),
  ),
  image("a PNG with 120,000 chunks", "png", () =>
    pngFile({ width: 10, height: 10 }, [
      ...Array<Buffer>(120_000).fill(pngChunk("tEXt", Buffer.from("a\0"))),
      pngChunk("IDAT", deflatedZeros(30)),
    ]),
  ),
  image("a PNG of 1 x 4,000,000 pixels", "png", () => blackPng(1, 4_000_000)),
  image("a PNG of 30,000 x 30,000 pixels", "png", () => blackPng(30_000, 30_000)),
  image("an interlaced PNG of 7,000 x 7,000 pixels without their data", "png", () =>
    pngFile({ width: 7_000, height: 7_000, bitDepth: 8, isInterlaced: true }, [pngChunk("IDAT", deflatedZeros(100))]),
  ),
  image("a JPEG with 4,000 scans", "jpeg", () => jpegWithScans(4_000)),
  image("a JPEG with 1,000,000 segments", "jpeg", () => jpegWithSegments(1_000_000)),
  image("a JPEG with 5,000 entries of 60 kB in its Exif data", "jpeg", () => damagedWithExifBomb("jpeg")),
  image("a WebP with 5,000 entries of 60 kB in its Exif data", "webp", () => damagedWithExifBomb("webp")),
  image("a GIF of 1,000 frames of 1,000 x 1,000 pixels", "gif", () => gifWithFrames(1_000)),
  image("a WebP of 16,384 x 16,384 pixels", "webp", () => webpOf(16_384)),
  image("a WebP of 3,900 x 3,900 pixels without their data", "webp", () => webpOf(3_900)),
  image("a WebP of 50,000 frames of 1 pixel", "webp", () => webpWithFrames(1, 50_000)),
  image("a WebP of 1,000 frames of 200 x 200 pixels", "webp", () => webpWithFrames(200, 1_000)),
  image("a GIF of 400,000 frames of 1 pixel", "gif", () => gifWithFrames(400_000, 1)),
  image("an AVIF of 4,900 x 4,900 pixels", "avif", flatAvif),
  ...avifBombs.map(({ name, items }) => image(name, "avif", async () => isoImage(await items()))),
  image("an AVIF with 100,000 boxes, each in the other", "avif", nestedBoxes),
  image("an AVIF with 2,000,000 empty boxes", "avif", () =>
    Buffer.concat([isoImage([]), Buffer.alloc(16_000_000, box("free"))]),
  ),
  image("a PNG with a profile that inflates to 500 MB", "png", () => pngWithProfile(500_000_000)),
  image("an interlaced PNG of 65,535 x 65,535 pixels", "png", () =>
    pngFile({ width: 65_535, height: 65_535, bitDepth: 8, isInterlaced: true }, [
      pngChunk("IDAT", deflatedZeros(1_000_000)),
    ]),
  ),
  image("a JPEG of 65,500 x 65,500 pixels", "jpeg", () => progressiveJpeg(65_500)),
  image("a progressive JPEG of 4,990 x 4,990 pixels with 90 scans", "jpeg", () => jpegWithScans(90, 4_990)),
  image("a GIF whose frame of 60,000 x 60,000 pixels exceeds its screen", "gif", () => gifWithFrames(1, 10, 60_000)),
  image("a JPEG of 7,000 x 7,000 pixels without their data", "jpeg", jpegHeader),
  image("a WebP of 7,000 x 7,000 pixels without their data", "webp", () => webpOf(7_000)),
  image("a WebP of 4,900 x 4,900 pixels without their data", "webp", () => webpOf(4_900)),
  image("a progressive JPEG of 4,900 x 4,900 pixels without their data", "jpeg", () => progressiveJpeg(4_900)),
  image("a progressive JPEG of 7,000 x 7,000 pixels without their data", "jpeg", () => progressiveJpeg(7_000)),
  {
    ...image("an archive that inflates to 1 GB as an image", "png", () => inflatingZip("xl/workbook.xml")),
    code: "VALIDATION_ERROR",
  },
  { ...image("an image of 21 MB", "png", () => Buffer.alloc(21 * 1024 * 1024)), code: "HTTP_413" },
  compressed("gzip", () => gzipSync(Buffer.alloc(60_000_000))),
  compressed("deflate", () => deflateSync(Buffer.alloc(60_000_000))),
  compressed("br", () => brotliCompressSync(Buffer.alloc(100_000_000))),
  form("a form of 100,000 parts", "VALIDATION_ERROR", () =>
    Buffer.alloc(5_300_000, '--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n\r\n'),
  ),
  form("a form whose part has a header of 5 MB", "UNREADABLE_BODY", () =>
    filePart(`\r\nX-A: ${"a".repeat(5_000_000)}`),
  ),
  form("a form whose part has 100,000 headers", "UNREADABLE_BODY", () => filePart("\r\nX-A: b".repeat(100_000))),
  form("a form whose file has a name of 1 MB", "UNREADABLE_BODY", () => filePart("", "a".repeat(1_000_000))),
  form("a form whose file has a name of 500,000 escaped characters", "UNREADABLE_BODY", () =>
    filePart("", '\\"'.repeat(500_000)),
  ),
  form("a form with 300 forms, each in the other", "VALIDATION_ERROR", () => filePart("", "a.png", nestedForms(300))),
  form("a form of 9 MB that almost ends 2,000,000 times", "VALIDATION_ERROR", () =>
    filePart("", "a.png", Buffer.alloc(9_000_000, "\r\n--")),
  ),
  analysis("an analysis of 10,000 images", "VALIDATION_ERROR", `[${Array(10_000).fill('"a"').join()}]`),
  analysis("an analysis nested 30,000 deep", "VALIDATION_ERROR", "[".repeat(30_000) + "]".repeat(30_000)),
  analysis("an analysis nested 500,000 deep", "HTTP_413", "[".repeat(500_000) + "]".repeat(500_000)),
];

function image(name: string, format: string, content: VisionBomb["content"]): VisionBomb {
  return { name, code: "IMAGE_PROCESSING_ERROR", path: "/v1/images", mediaType: `image/${format}`, content };
}

function compressed(encoding: string, content: VisionBomb["content"]): VisionBomb {
  const name = `an analysis compressed with ${encoding}, which is not accepted`;
  return { ...analysis(name, "UNREADABLE_BODY", ""), encoding, content };
}

function form(name: string, code: string, content: VisionBomb["content"]): VisionBomb {
  return { name, code, path: "/v1/images", mediaType: "multipart/form-data; boundary=b", content };
}

/** Returns a form with one file. @param headers more headers of its part, each after a line break */
function filePart(headers: string, fileName = "a.png", content: Uint8Array = Buffer.from("a")): Buffer {
  const disposition = `Content-Disposition: form-data; name="file"; filename="${fileName}"`;
  const head = `--b\r\n${disposition}\r\nContent-Type: image/png${headers}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), content, Buffer.from("\r\n--b--\r\n")]);
}

function nestedForms(depth: number): Buffer {
  let form = Buffer.from("a");
  for (let level = 0; level < depth; level += 1) {
    const head = `--n${level}\r\nContent-Type: multipart/mixed; boundary=n${level - 1}\r\n\r\n`;
    form = Buffer.concat([Buffer.from(head), form, Buffer.from(`\r\n--n${level}--\r\n`)]);
  }
  return form;
}

function analysis(name: string, code: string, imageIds: string): VisionBomb {
  const content = (): Buffer => Buffer.from(`{"imageIds":${imageIds}}`);
  return { name, code, path: "/v1/analyses", mediaType: "application/json", content };
}

/** Returns an animation whose only frame is repeated. */
async function gifWithFrames(frames: number, side = 1_000, frameSide = side): Promise<Buffer> {
  const create = { width: side, height: side, channels: 3 as const, background: "teal" };
  const gif = await sharp({ create }).gif().toBuffer();
  // The frame starts with its graphic control extension, or with the image descriptor, and ends before the trailer.
  const control = gif.indexOf(Buffer.from([0x21, 0xf9, 0x04]));
  const frame = gif.subarray(control === -1 ? gif.indexOf(0x2c, 13) : control, -1);
  const size = frame.indexOf(0x2c) + 5;
  frame.writeUInt16LE(frameSide, size);
  frame.writeUInt16LE(frameSide, size + 2);
  return Buffer.concat([gif.subarray(0, -1), ...Array<Buffer>(frames - 1).fill(frame), gif.subarray(-1)]);
}

/** Returns an animation whose only frame, of 1 pixel, is repeated on a canvas of any size. */
async function webpWithFrames(side: number, frames: number): Promise<Buffer> {
  const create = { width: 1, height: 1, channels: 3 as const, background: "teal" };
  const still = await sharp({ create }).webp({ lossless: true }).toBuffer();
  const canvas = Buffer.alloc(10);
  canvas[0] = 0x02;
  canvas.writeUIntLE(side - 1, 4, 3);
  canvas.writeUIntLE(side - 1, 7, 3);
  const frame = riffChunk("ANMF", Buffer.concat([Buffer.alloc(16), still.subarray(12)]));
  const head = [Buffer.from("WEBP"), riffChunk("VP8X", canvas), riffChunk("ANIM", Buffer.alloc(6))];
  return riffChunk("RIFF", Buffer.concat([...head, ...Array<Buffer>(frames).fill(frame)]));
}

function riffChunk(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, "latin1");
  head.writeUInt32LE(data.byteLength, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.byteLength % 2)]);
}

/** Returns an AVIF of less than 1 kB, for which the decoder would need 430 MB. */
function flatAvif(): Promise<Buffer> {
  return sharp({ create: { width: 4_900, height: 4_900, channels: 3, background: "teal" } })
    .avif({ effort: 0 })
    .toBuffer();
}

function pngWithProfile(bytes: number): Buffer {
  const profile = Buffer.concat([Buffer.from("Profile\0\0", "latin1"), deflatedZeros(bytes)]);
  return pngFile({ width: 10, height: 10 }, [pngChunk("iCCP", profile), pngChunk("IDAT", deflatedZeros(30))]);
}

async function jpegHeader(): Promise<Buffer> {
  const create = { width: 7_000, height: 7_000, channels: 3 as const, background: "teal" };
  const jpeg = await sharp({ create }).jpeg().toBuffer();
  return Buffer.concat([jpeg.subarray(0, 1_000), jpeg.subarray(-2)]);
}

/** Returns a lossless WebP of 10 x 10 pixels whose header declares a larger size. */
async function webpOf(side: number): Promise<Buffer> {
  const create = { width: 10, height: 10, channels: 3 as const, background: "teal" };
  const webp = await sharp({ create }).webp({ lossless: true }).toBuffer();
  // After the signature 0x2f: width and height minus 1, in 14 bits each.
  const header = webp.indexOf("VP8L") + 9;
  const sizes = side - 1 + (side - 1) * 2 ** 14;
  webp.writeUInt32LE(((webp.readUInt32LE(header) & 0xf0000000) | sizes) >>> 0, header);
  return webp;
}
