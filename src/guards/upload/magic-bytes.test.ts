import { expect, it } from "vitest";
import { errorWithoutPackage } from "../../store/testing/index.ts";

it("throws with the package to install when file-type is not installed", { timeout: 30_000 }, async () => {
  const entry = new URL("./index.ts", import.meta.url).href;
  const program = `
    const { detect, fileTypes } = await import(${JSON.stringify(entry)});
    const bytes = new Uint8Array([0, 1, 2, 3]);
    const content = { bytes: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) };
    await detect(content, [fileTypes.pdf]);`;
  expect(await errorWithoutPackage("file-type", program)).toMatchObject({
    message: '"errata/guards/upload" needs the package "file-type", which is not installed. Run: npm install file-type',
  });
});
