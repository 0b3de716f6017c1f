import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { checkPng, hasOversizedMetadata, isPng } from "./png-chunks.ts";

const MiB = 1024 * 1024;
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.byteLength);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

function header(width: number, height: number): Buffer {
  const data = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, 0]);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  return chunk("IHDR", data);
}

const png = (...chunks: Buffer[]): Buffer => Buffer.concat([signature, ...chunks, chunk("IEND", Buffer.alloc(0))]);
const scanlines = (width: number, height: number): Buffer => deflateSync(Buffer.alloc(height * (1 + width * 4)));

describe("checkPng", () => {
  it.each([1, 2, 4, 8, 16] as const)("accepts images with %i-bit samples as sharp writes them", async (bits) => {
    const image = sharp({ create: { width: 33, height: 21, channels: 3, background: "teal" } });
    const bytes = await (bits === 16
      ? image.toColourspace("rgb16").png()
      : image.png({ palette: true, colours: 2 ** bits })
    ).toBuffer();
    expect(await checkPng(bytes)).toBeInstanceOf(Uint8Array);
  });

  it.each([
    [7, 5],
    [1, 1],
    [2, 9],
    [33, 3],
  ])("accepts an interlaced image of %i x %i pixels", async (width, height) => {
    const image = sharp({ create: { width, height, channels: 4, background: "#12345678" } });
    expect(await checkPng(await image.png({ progressive: true }).toBuffer())).toBeInstanceOf(Uint8Array);
  });

  it.each([0, 1])("rejects an image whose last pixel is missing, with interlace method %i", async (method) => {
    const head = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, method]);
    const of = (bytes: number) => png(chunk("IHDR", head), chunk("IDAT", deflateSync(Buffer.alloc(bytes))));
    expect([await checkPng(of(4)), await checkPng(of(5))]).toEqual(["damaged", expect.any(Uint8Array)]);
    expect(await checkPng(of(6))).toBe("data_exceeds_size");
  });

  it("rejects pixel data that inflates to more than the header's dimensions", async () => {
    const bomb = png(header(100, 100), chunk("IDAT", deflateSync(Buffer.alloc(64 * MiB))));
    expect(await checkPng(bomb)).toBe("data_exceeds_size");
  });

  it("rejects the same data split over many chunks", async () => {
    const data = deflateSync(Buffer.alloc(8 * MiB));
    const parts = Array.from({ length: 50 }, (_, part) =>
      data.subarray((part * data.length) / 50, ((part + 1) * data.length) / 50),
    );
    expect(await checkPng(png(header(10, 10), ...parts.map((part) => chunk("IDAT", part))))).toBe("data_exceeds_size");
  });

  it("drops compressed text and profiles without inflating them", async () => {
    const text = Buffer.concat([Buffer.from("Comment\0\0", "latin1"), deflateSync(Buffer.alloc(64 * MiB))]);
    const bytes = png(header(4, 4), chunk("zTXt", text), chunk("iCCP", text), chunk("IDAT", scanlines(4, 4)));
    const result = await checkPng(bytes);
    expect(Buffer.from(result as Uint8Array)).toEqual(png(header(4, 4), chunk("IDAT", scanlines(4, 4))));
  });

  it.each([
    ["a file without pixel data", png(header(4, 4))],
    ["a chunk that is longer than the file", png(header(4, 4), chunk("IDAT", scanlines(4, 4))).subarray(0, 50)],
    ["a file without a header", png(chunk("IDAT", scanlines(4, 4)))],
    ["data that is not compressed", png(header(4, 4), chunk("IDAT", Buffer.from("plain text")))],
    ["an empty file", Buffer.alloc(0)],
  ])("reports %s as damaged", async (_, bytes) => {
    expect(await checkPng(bytes)).toBe("damaged");
  });

  it("recognizes PNG files by their signature", () => {
    expect([isPng(png()), isPng(Buffer.from("GIF89a")), isPng(Buffer.alloc(0))]).toEqual([true, false, false]);
  });
});

describe("hasOversizedMetadata", () => {
  const text = (type: string, head: string, bytes: number): Buffer =>
    chunk(type, Buffer.concat([Buffer.from(head, "latin1"), deflateSync(Buffer.alloc(bytes))]));
  const image = chunk("IDAT", scanlines(4, 4));

  it.each([
    ["zTXt", "Comment\0\0"],
    ["iCCP", "Profile\0\0"],
    ["iTXt", "Comment\0\u0001\0en\0Comment\0"],
  ])("detects a %s chunk that inflates to more than allowed", async (type, head) => {
    const bomb = png(header(4, 4), text(type, head, 64 * MiB), image);
    expect(await hasOversizedMetadata(bomb, MiB)).toBe(true);
    expect(await hasOversizedMetadata(png(header(4, 4), text(type, head, 1_000), image), MiB)).toBe(false);
  });

  it("adds up the chunks", async () => {
    const chunks = Array.from({ length: 20 }, () => text("zTXt", "Comment\0\0", MiB / 10));
    expect(await hasOversizedMetadata(png(header(4, 4), ...chunks, image), MiB)).toBe(true);
  });

  it("rejects thousands of chunks without inflating them", async () => {
    const chunks = Array.from({ length: 50_000 }, () => text("zTXt", "a\0\0", 1));
    const start = performance.now();
    expect(await hasOversizedMetadata(png(header(4, 4), ...chunks, image), MiB)).toBe(true);
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it("ignores uncompressed and damaged text, and other files", async () => {
    const plain = chunk("iTXt", Buffer.from("Comment\0\0\0en\0Comment\0text", "latin1"));
    const damaged = chunk("zTXt", Buffer.from("Comment\0\0not compressed", "latin1"));
    expect(await hasOversizedMetadata(png(header(4, 4), plain, damaged, image), MiB)).toBe(false);
    expect(await hasOversizedMetadata(Buffer.from("GIF89a"), MiB)).toBe(false);
  });
});
