import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { inspectImage } from "./inspect-image.ts";
import { hasTooManySegments, isJpeg } from "./jpeg-segments.ts";

const image = sharp({ create: { width: 300, height: 200, channels: 3, background: "teal" } });
const baseline = await image.clone().jpeg().toBuffer();
const progressive = await image.clone().jpeg({ progressive: true }).withMetadata().toBuffer();
const startOfScan = Buffer.from([0xff, 0xda]);

describe("hasTooManySegments", () => {
  it.each([
    ["a baseline image", baseline],
    ["a progressive image with metadata", progressive],
    ["a truncated image", progressive.subarray(0, 400)],
    ["an empty file", Buffer.alloc(0)],
  ])("accepts %s", (_, bytes) => {
    expect(hasTooManySegments(bytes)).toBe(false);
  });

  it("rejects an image whose last scan is repeated", async () => {
    const scan = progressive.subarray(progressive.lastIndexOf(startOfScan), -2);
    const bomb = Buffer.concat([progressive.subarray(0, -2), ...Array(200).fill(scan), progressive.subarray(-2)]);
    expect(hasTooManySegments(bomb)).toBe(true);
    expect(await inspectImage(bomb, { maxPixels: 1_000_000 })).toBe("data_exceeds_size");
  });

  it.each([
    ["fill bytes", [0xff]],
    ["a marker without a length", [0xff, 0x01]],
    ["a restart marker", [0xff, 0xd3]],
  ])("counts scans that follow %s, which a length would skip", (_, prefix) => {
    const scan = progressive.subarray(progressive.lastIndexOf(startOfScan), -2);
    const scans = Array<Buffer>(200).fill(Buffer.concat([Buffer.from(prefix), scan]));
    expect(hasTooManySegments(Buffer.concat([progressive.subarray(0, -2), ...scans]))).toBe(true);
  });

  it("accepts an image with fill bytes before its markers", () => {
    const head = Buffer.concat([progressive.subarray(0, 2), Buffer.alloc(5_000, 0xff)]);
    expect(hasTooManySegments(Buffer.concat([head, progressive.subarray(2)]))).toBe(false);
  });

  it("rejects an image with thousands of empty segments", () => {
    const segments = Buffer.alloc(4 * 5_000);
    for (let start = 0; start < segments.length; start += 4) segments.set([0xff, 0xe1, 0, 2], start);
    const bomb = Buffer.concat([progressive.subarray(0, 2), segments, progressive.subarray(2)]);
    expect(hasTooManySegments(bomb)).toBe(true);
  });

  it("reads 10 MB of escaped bytes in less than two seconds", () => {
    const scan = Buffer.alloc(10_000_000);
    for (let index = 0; index < scan.length; index += 2) scan[index] = 0xff;
    const start = performance.now();
    expect(hasTooManySegments(Buffer.concat([progressive.subarray(0, -2), scan]))).toBe(false);
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it("recognizes JPEG files by their first bytes", () => {
    expect([isJpeg(progressive), isJpeg(Buffer.from("GIF89a")), isJpeg(Buffer.alloc(0))]).toEqual([true, false, false]);
  });
});
