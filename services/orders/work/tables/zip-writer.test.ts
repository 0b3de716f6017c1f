import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, inflateRawSync } from "node:zlib";
import { expect, it } from "vitest";
import { ResultTooLarge, withOutput } from "../output-file.ts";
import { zipWriter } from "./zip-writer.ts";

it("writes entries whose sizes and checksums match in the directory and after the data", async () => {
  const folder = await mkdtemp(join(tmpdir(), "errata-zip-"));
  const path = join(folder, "a.zip");
  const texts = new Map([
    ["empty.xml", ""],
    ["a/pieces.xml", "<a>😀</a>".repeat(200_000)],
    ["last.xml", "é"],
  ]);
  const { bytes } = await withOutput(path, 1_000_000, (output) => {
    const zip = zipWriter(output);
    for (const [name, text] of texts) {
      zip.entry(name);
      for (let start = 0; start < text.length; start += 90_000) zip.write(text.slice(start, start + 90_000));
    }
    return zip.finish();
  });
  const file = await readFile(path);
  expect(file.byteLength).toBe(bytes);
  let entry = file.readUInt32LE(bytes - 6);
  for (const [name, text] of texts) {
    const content = Buffer.from(text);
    const [crc, packed, unpacked, nameLength] = [16, 20, 24]
      .map((at) => file.readUInt32LE(entry + at))
      .concat(file.readUInt16LE(entry + 28));
    const start = file.readUInt32LE(entry + 42) + 30 + nameLength!;
    expect(file.toString("latin1", start - nameLength!, start)).toBe(name);
    expect(inflateRawSync(file.subarray(start, start + packed!)).equals(content)).toBe(true);
    expect([crc, unpacked]).toEqual([crc32(content), content.byteLength]);
    const descriptor = [0, 4, 8, 12].map((at) => file.readUInt32LE(start + packed! + at));
    expect(descriptor).toEqual([0x08074b50, crc, packed, unpacked]);
    entry += 46 + nameLength!;
  }
  await rm(folder, { recursive: true });
});

it("throws when a result exceeds its limit, and closes the file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "errata-zip-"));
  const path = join(folder, "a");
  const openFiles = async () => (await readdir("/proc/self/fd")).length;
  const before = await openFiles();
  const written = withOutput(path, 100, (output) => {
    output.write("a".repeat(100));
    output.write("b");
  });
  await expect(written).rejects.toThrow(ResultTooLarge);
  expect(await openFiles()).toBe(before);
  await rm(folder, { recursive: true });
});
