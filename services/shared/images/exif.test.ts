import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { imageWithExifBomb } from "../../testing/exif-bombs.ts";
import { reduceExif, withReducedExif } from "./exif.ts";
import { inspectImage } from "./inspect-image.ts";

const limits = { maxPixels: 1_000_000 };
const image = sharp({ create: { width: 40, height: 30, channels: 3, background: "teal" } });

it.each(["jpeg", "png", "webp", "avif"] as const)(
  "decodes a %s with 5,000 entries of 60 kB in its Exif data within 500 ms of CPU time",
  async (format) => {
    const bytes = await imageWithExifBomb(format);
    await inspectImage(await image.clone().toFormat(format).toBuffer(), limits);
    const { user } = process.cpuUsage();
    expect(await inspectImage(bytes, limits)).toMatchObject({ width: 99, height: 99 });
    expect((process.cpuUsage().user - user) / 1_000).toBeLessThan(500);
  },
);

describe("the orientation", () => {
  it.each(["jpeg", "png", "webp"] as const)("of a %s is kept, whatever else its Exif data has", async (format) => {
    for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const bytes = await image
        .clone()
        .withMetadata({ orientation, exif: { IFD0: { Artist: "Ada" }, IFD2: { UserComment: "x".repeat(5_000) } } })
        .toFormat(format)
        .toBuffer();
      const turned = orientation > 4 ? { width: 30, height: 40 } : { width: 40, height: 30 };
      expect(await inspectImage(bytes, limits)).toMatchObject(turned);
    }
  });

  it("is read in either byte order, and only if it is valid", () => {
    const exifOf = (order: "II" | "MM", value: number): Uint8Array => {
      const data = new Uint8Array(40);
      const view = new DataView(data.buffer);
      const isLittle = order === "II";
      view.setUint32(0, isLittle ? 0x49492a00 : 0x4d4d002a);
      view.setUint32(4, 8, isLittle);
      view.setUint16(8, 1, isLittle);
      view.setUint16(10, 0x0112, isLittle);
      view.setUint16(12, 3, isLittle);
      view.setUint32(14, 1, isLittle);
      view.setUint16(18, value, isLittle);
      return data;
    };
    for (const order of ["II", "MM"] as const) {
      const six = exifOf(order, 6);
      reduceExif(six);
      expect(six).toEqual(exifOf("II", 6));
      const nine = exifOf(order, 9);
      reduceExif(nine);
      expect(nine).toEqual(new Uint8Array(40));
    }
  });
});

it("reduces any bytes without an error, and keeps their length", () => {
  const start = fc.constantFrom("", "Exif\0\0", "II*\0\u0008\0\0\0", "MM\0*\0\0\0\u0008", "\u00ff\u00d8\u00ff\u00e1");
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 200 }), (head, tail) => {
      const bytes = new Uint8Array(Buffer.concat([Buffer.from(head, "latin1"), tail]));
      expect(withReducedExif(bytes)).toHaveLength(bytes.length);
      reduceExif(bytes);
    }),
  );
});
