import type { FileType } from "errata/guards/upload";

/** Types of image that are taken. Their first bytes decide here; that the rest is an image is for the decoder to say. */
export const imageTypes: readonly FileType[] = [
  imageType("PNG", "image/png", ["png"], (head) => head.startsWith("\x89PNG\r\n\x1a\n")),
  imageType("JPEG", "image/jpeg", ["jpg", "jpeg", "jpe"], (head) => head.startsWith("\xff\xd8\xff")),
  imageType("WebP", "image/webp", ["webp"], (head) => /^RIFF.{4}WEBP/s.test(head)),
  imageType("GIF", "image/gif", ["gif"], (head) => /^GIF8[79]a/.test(head)),
  // ISO base media: a box of brands, in which one says what the file is (HEIC has the same form).
  imageType("AVIF", "image/avif", ["avif"], (head) => /^.{4}ftyp(?:.{4})*?avi[fs]/s.test(head.slice(0, 64))),
];

/** Media types of bodies that are the image itself. */
export const rawImageTypes: readonly string[] = imageTypes.map(({ mediaTypes }) => mediaTypes[0]);

function imageType(
  name: string,
  mediaType: string,
  extensions: readonly string[],
  begins: (head: string) => boolean,
): FileType {
  const startsLike = (head: Uint8Array): boolean => begins(Buffer.from(head.subarray(0, 64)).toString("latin1"));
  return {
    name,
    mediaTypes: mediaType === "image/jpeg" ? [mediaType, "image/jpg"] : [mediaType],
    // A name needs no extension; one that it has must fit.
    extensions: [...extensions, ""],
    startsLike,
    matches: async (content) => startsLike(await content.read(0, 64)),
  };
}
