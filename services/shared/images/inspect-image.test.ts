import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { avifCollection } from "../../testing/avif-collection.ts";
import { inspectImage } from "./inspect-image.ts";

const limits = { maxPixels: 1_000_000 };
const blank = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 4, background: "#10203080" } });

describe("inspectImage", () => {
  it.each(["png", "jpeg", "webp", "gif", "avif"] as const)("decodes %s", async (format) => {
    const bytes = await blank(40, 30).toFormat(format).toBuffer();
    expect(await inspectImage(bytes, limits)).toMatchObject({ width: 40, height: 30, frames: 1 });
  });

  it("applies the orientation to width and height", async () => {
    const bytes = await blank(40, 30).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    expect(await inspectImage(bytes, limits)).toMatchObject({ width: 30, height: 40 });
  });

  it("rejects more pixels than allowed in an image that a decoder holds in memory as a whole", async () => {
    const buffered = { ...limits, maxBufferedPixels: 1_000 };
    const image = blank(40, 30);
    const wholes = [image.clone().webp(), image.clone().gif(), image.clone().avif()];
    for (const whole of [
      ...wholes,
      image.clone().png({ progressive: true }),
      image.clone().jpeg({ progressive: true }),
    ])
      expect(await inspectImage(await whole.toBuffer(), buffered)).toBe("too_many_buffered_pixels");
    for (const lines of [image.clone().png(), image.clone().jpeg()])
      expect(await inspectImage(await lines.toBuffer(), buffered)).toMatchObject({ width: 40 });
  });

  it("rejects more pixels than allowed", async () => {
    expect(await inspectImage(await blank(1_001, 1_000).png().toBuffer(), limits)).toBe("too_many_pixels");
  });

  it("rejects an image with few pixels and a very long side", async () => {
    const bytes = await blank(1, 40_000).png().toBuffer();
    expect(await inspectImage(bytes, limits)).toBe("side_too_long");
  });

  it.each(["png", "jpeg", "webp", "gif", "avif"] as const)("rejects a truncated %s", async (format) => {
    const noise = Buffer.from(
      Array.from({ length: 300 * 300 * 3 }, (_, index) => Math.imul(index, 2_654_435_761) >>> 24),
    );
    const bytes = await sharp(noise, { raw: { width: 300, height: 300, channels: 3 } })
      .toFormat(format)
      .toBuffer();
    expect(await inspectImage(bytes, limits)).toMatchObject({ width: 300 });
    for (const share of [0.1, 0.5, 0.9])
      expect(await inspectImage(bytes.subarray(0, bytes.length * share), limits)).toBe("damaged");
  });

  it("rejects a header without pixels, which a decoder of WebP fills with one colour", async () => {
    const bytes = await blank(10, 10).removeAlpha().webp({ lossless: true }).toBuffer();
    // Width and height minus 1, in 14 bits each, after the signature.
    bytes.writeUInt32LE(3_999 + 3_999 * 2 ** 14, bytes.indexOf("VP8L") + 9);
    expect(await inspectImage(bytes, { maxPixels: 50_000_000 })).toBe("damaged");
  });

  it("rejects more frames than any animation has", async () => {
    const gif = await sharp({ create: { width: 1, height: 1, channels: 3, background: "red" } })
      .gif()
      .toBuffer();
    const frame = gif.subarray(gif.indexOf(0x2c, 13), -1);
    const film = (frames: number) =>
      Buffer.concat([gif.subarray(0, -1), ...Array<Buffer>(frames - 1).fill(frame), gif.subarray(-1)]);
    expect(await inspectImage(film(2_000), limits)).toMatchObject({ frames: 2_000 });
    expect(await inspectImage(film(2_001), limits)).toBe("too_many_frames");
  });

  it.each([
    [
      [
        [64, 48],
        [64, 48],
      ],
    ],
    [
      [
        [64, 48],
        [32, 24],
        [16, 200],
      ],
    ],
  ] as const)("decodes an AVIF file with several images: %j", async (sizes) => {
    const bytes = await avifCollection(sizes);
    expect(await inspectImage(bytes, limits)).toMatchObject({ width: 64, height: 48, frames: sizes.length });
    expect(await inspectImage(bytes, { maxPixels: 5_000 })).toBe("too_many_pixels");
    // Bytes of the last image.
    bytes.fill(0xff, bytes.byteLength - 20);
    expect(await inspectImage(bytes, limits)).toBe("damaged");
  });

  it("applies limits of their own to WebP, for all frames, and to AVIF", async () => {
    const formats = { ...limits, maxWebpPixels: 1_500, maxAvifPixels: 1_000 };
    const frames = [blank(40, 30), blank(40, 30).negate()].map((frame) => frame.png().toBuffer());
    const film = sharp(await Promise.all(frames), { join: { animated: true } }).webp();
    expect(await inspectImage(await blank(40, 30).webp().toBuffer(), formats)).toMatchObject({ width: 40 });
    expect(await inspectImage(await film.toBuffer(), formats)).toBe("too_many_buffered_pixels");
    expect(await inspectImage(await blank(40, 30).avif().toBuffer(), formats)).toBe("too_many_buffered_pixels");
    expect(await inspectImage(await blank(40, 30).gif().toBuffer(), formats)).toMatchObject({ width: 40 });
  });

  it.each([
    [255, true],
    [254, false],
  ])("finds one pixel with an opacity of %d", async (alpha, isOpaque) => {
    const pixels = Buffer.alloc(300 * 300 * 4, 255);
    pixels[4 * 45_000 + 3] = alpha;
    const bytes = await sharp(pixels, { raw: { width: 300, height: 300, channels: 4 } })
      .png()
      .toBuffer();
    expect(await inspectImage(bytes, limits)).toMatchObject({ hasAlpha: true, isOpaque });
  });

  it.each([
    ["an SVG image", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ["a TIFF image", Buffer.from([0x49, 0x49, 0x2a, 0, 8, 0, 0, 0])],
    ["compressed zeros", deflateSync(Buffer.alloc(1_000))],
    ["an empty file", Buffer.alloc(0)],
  ])("rejects %s", async (_, bytes) => {
    expect(await inspectImage(bytes, limits)).toBe("damaged");
  });
});
