import type { Content, FileType } from "errata/guards/upload";

/** A PNG image, from its signature to its last chunk. */
export const png: FileType = {
  name: "PNG",
  mediaTypes: ["image/png"],
  extensions: ["png"],
  startsLike: (head) => begins(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  matches: async (content) =>
    png.startsLike(await content.read(0, 8)) && begins(await lastBytes(content, 8), [0x49, 0x45, 0x4e, 0x44]),
};

/** A JPEG image, from its first marker to its last. */
export const jpeg: FileType = {
  name: "JPEG",
  mediaTypes: ["image/jpeg", "image/jpg"],
  extensions: ["jpg", "jpeg"],
  startsLike: (head) => begins(head, [0xff, 0xd8, 0xff]),
  matches: async (content) =>
    jpeg.startsLike(await content.read(0, 3)) && begins(await lastBytes(content, 2), [0xff, 0xd9]),
};

function begins(bytes: Uint8Array, expected: readonly number[]): boolean {
  return expected.every((byte, index) => bytes[index] === byte);
}

async function lastBytes(content: Content, length: number): Promise<Uint8Array> {
  return await content.read(Math.max(0, content.bytes - length), length);
}
