import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
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

  it("rejects a truncated image", async () => {
    const bytes = await blank(300, 300).jpeg().toBuffer();
    expect(await inspectImage(bytes.subarray(0, bytes.length / 2), limits)).toBe("damaged");
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
