import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { box, codedItem, fullBox, gridItem, type IsoItem, isoImage } from "../../testing/iso-image.ts";
import { checkAvif, isIsoMedia } from "./avif-items.ts";
import { inspectImage } from "./inspect-image.ts";

const limits = { maxPixels: 1_000_000, maxAvifPixels: 250_000 };
const tile = await codedItem(64, 64);
const wide = await codedItem(500, 400);

describe("checkAvif", () => {
  it.each([
    ["one image", [tile], { width: 64, height: 64, frames: 1 }],
    ["a grid of 16 tiles", [gridItem(4, 4, 256, 256), tile], { width: 256, height: 256 }],
    ["data in two pieces", [{ ...tile, data: Buffer.concat([tile.data, Buffer.alloc(400)]) }], { width: 64 }],
  ] as const)("accepts a file with %s", async (_, items, expected) => {
    expect(await inspectImage(isoImage(items), limits)).toMatchObject(expected);
  });

  it("accepts an image with opacity", async () => {
    const background = { r: 1, g: 2, b: 3, alpha: 0.5 };
    const file = await sharp({ create: { width: 64, height: 64, channels: 4, background } })
      .avif()
      .toBuffer();
    expect(await inspectImage(file, limits)).toMatchObject({ width: 64, hasAlpha: true, isOpaque: false });
  });

  const bombs: readonly (readonly [string, readonly IsoItem[], string])[] = [
    ["a grid of 256 images of 200,000 pixels", [gridItem(16, 16, 500, 400), wide], "data_exceeds_size"],
    ["a grid of itself", [gridItem(2, 2, 128, 128, 1), tile], "damaged"],
    ["an image of 300 frames", [{ ...tile, data: Buffer.concat(Array(300).fill(tile.data)) }], "data_exceeds_size"],
    ["an image whose location lists its data 30 times", [{ ...tile, extents: 30 }], "data_exceeds_size"],
    ["six images that are too large together", Array(6).fill(wide), "too_many_pixels"],
    ["an image without a size", [{ ...tile, properties: tile.properties.slice(0, 1) }], "damaged"],
  ];
  it.each(bombs)("rejects %s within 100 ms of CPU time", async (_, items, problem) => {
    const bytes = isoImage(items);
    const { user } = process.cpuUsage();
    expect(await inspectImage(bytes, limits)).toBe(problem);
    expect((process.cpuUsage().user - user) / 1_000).toBeLessThan(100);
  });

  it("rejects a plane of opacity that is larger than an image may be", async () => {
    const large = await codedItem(600, 500);
    const auxiliary = fullBox("auxC", 0, Buffer.from("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"));
    const alpha = { ...large, properties: [...large.properties, auxiliary], parts: [1], reference: "auxl" };
    expect(await inspectImage(isoImage([tile, alpha]), limits)).toBe("too_many_buffered_pixels");
  });

  it("rejects more than 10,000 boxes beside each other, before it lists them all", () => {
    const free = Buffer.from("\0\0\0\bfree");
    const withFree = (count: number): Uint8Array =>
      Buffer.concat([isoImage([tile]), Buffer.alloc(count * free.byteLength, free)]);
    expect(checkAvif(withFree(9_000), limits)).toBeInstanceOf(Uint8Array);
    expect(checkAvif(withFree(10_001), limits)).toBe("damaged");
    const before = process.memoryUsage().heapUsed;
    expect(checkAvif(withFree(1_000_000), limits)).toBe("damaged");
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(16 * 1024 * 1024);
  });

  it("rejects a second list of items, which a decoder could choose", () => {
    const bytes = isoImage([tile]);
    const second = fullBox("iinf", 0, Buffer.from([0, 0]));
    const at = bytes.indexOf("meta") - 4;
    const end = at + bytes.readUInt32BE(at);
    bytes.writeUInt32BE(bytes.readUInt32BE(at) + second.byteLength, at);
    expect(checkAvif(Buffer.concat([bytes.subarray(0, end), second, bytes.subarray(end)]), limits)).toBe("damaged");
  });

  it("hides items that are not decoded, such as metadata in XML", () => {
    const xml = { type: "mime", properties: [], data: Buffer.from("<x/>") };
    const result = checkAvif(isoImage([tile, xml]), limits);
    expect(Buffer.from(result as Uint8Array).includes("mime")).toBe(false);
  });

  it("returns a result for any bytes", () => {
    const bytes = isoImage([gridItem(2, 2, 128, 128), tile]);
    const change = fc.tuple(fc.nat(bytes.byteLength - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), fc.nat(bytes.byteLength), (changes, length) => {
        const copy = Buffer.from(bytes.subarray(0, length));
        for (const [at, value] of changes) copy[at % Math.max(1, length)] = value;
        const result = checkAvif(copy, limits);
        expect(typeof result === "string" || result.byteLength === length).toBe(true);
      }),
    );
  });

  it("recognizes ISO base media files by their first box", () => {
    expect([isIsoMedia(isoImage([tile])), isIsoMedia(box("moov")), isIsoMedia(Buffer.alloc(0))]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
