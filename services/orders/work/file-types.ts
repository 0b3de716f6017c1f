import type { Content, FileType } from "errata/guards/upload";

/** Accepts a PNG image that is complete up to its last chunk. */
export const png: FileType = {
  name: "PNG",
  mediaTypes: ["image/png"],
  extensions: ["png"],
  startsLike: (head) => startsWith(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  matches: async (content) =>
    png.startsLike(await content.read(0, 8)) && startsWith(await lastBytes(content, 8), [0x49, 0x45, 0x4e, 0x44]),
};

/** Accepts a JPEG image that is complete up to its last marker. */
export const jpeg: FileType = {
  name: "JPEG",
  mediaTypes: ["image/jpeg", "image/jpg"],
  extensions: ["jpg", "jpeg"],
  startsLike: (head) => startsWith(head, [0xff, 0xd8, 0xff]),
  matches: async (content) =>
    jpeg.startsLike(await content.read(0, 3)) && startsWith(await lastBytes(content, 2), [0xff, 0xd9]),
};

function startsWith(bytes: Uint8Array, expected: readonly number[]): boolean {
  return expected.every((byte, index) => bytes[index] === byte);
}

async function lastBytes(content: Content, length: number): Promise<Uint8Array> {
  return await content.read(Math.max(0, content.bytes - length), length);
}
