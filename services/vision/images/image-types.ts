import type { Content, FileType } from "errata/guards/upload";

/** How far from its end the end of an image is looked for: some programs write their notes behind it. */
const tailBytes = 65_536;

/**
 * Types of image that are taken. Their first bytes decide here, and their last ones where the decoder would not miss them;
 * that the rest is an image is for the decoder to say.
 */
export const imageTypes: readonly FileType[] = [
  imageType("PNG", "image/png", ["png"], {
    begins: (head) => head.startsWith("\x89PNG\r\n\x1a\n"),
    ends: (tail) => tail.includes("\0\0\0\0IEND\xae\x42\x60\x82"),
  }),
  imageType("JPEG", "image/jpeg", ["jpg", "jpeg", "jpe"], {
    begins: (head) => head.startsWith("\xff\xd8\xff"),
    ends: (tail) => tail.includes("\xff\xd9"),
  }),
  imageType("WebP", "image/webp", ["webp"], { begins: (head) => /^RIFF.{4}WEBP/s.test(head) }),
  imageType("GIF", "image/gif", ["gif"], {
    begins: (head) => /^GIF8[79]a/.test(head),
    ends: (tail) => /;\0*$/.test(tail),
  }),
  // ISO base media: a box of brands, in which one says what the file is (HEIC has the same form).
  imageType("AVIF", "image/avif", ["avif"], { begins: (head) => /^.{4}ftyp(?:.{4})*?avi[fs]/s.test(head) }),
];

/** Media types of bodies that are the image itself: the same as those of a form's part. */
export const rawImageTypes: readonly string[] = imageTypes.flatMap(({ mediaTypes }) => mediaTypes);

interface Marks {
  readonly begins: (head: string) => boolean;
  /** @default whatever the end is */
  readonly ends?: (tail: string) => boolean;
}

function imageType(
  name: string,
  mediaType: string,
  extensions: readonly string[],
  { begins, ends = () => true }: Marks,
): FileType {
  const startsLike = (head: Uint8Array): boolean => begins(textOf(head.subarray(0, 64)));
  return {
    name,
    mediaTypes: mediaType === "image/jpeg" ? [mediaType, "image/jpg"] : [mediaType],
    // A name needs no extension; one that it has must fit.
    extensions: [...extensions, ""],
    startsLike,
    matches: async (content) => startsLike(await content.read(0, 64)) && ends(textOf(await tailOf(content))),
  };
}

function tailOf(content: Content): Promise<Uint8Array> {
  const offset = Math.max(0, content.bytes - tailBytes);
  return content.read(offset, content.bytes - offset);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}
