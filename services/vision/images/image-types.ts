import type { Content, FileType } from "errata/guards/upload";

/** Length of the tail that must contain the end marker. Some programs append data after it. In bytes. */
const tailBytes = 65_536;

/**
 * The accepted image types, recognized by their first bytes and, where a decoder does not detect truncation, by their
 * end marker. The decoder checks the rest.
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
  // An ISO base media file with an AVIF brand. HEIC uses the same container.
  imageType("AVIF", "image/avif", ["avif"], { begins: (head) => /^.{4}ftyp(?:.{4})*?avi[fs]/s.test(head) }),
];

/** Media types of request bodies that are the image itself. */
export const rawImageTypes: readonly string[] = imageTypes.flatMap(({ mediaTypes }) => mediaTypes);

/** Media types of stored images. `image/jpg` is a common misspelling that only requests may contain. */
export const storedImageTypes: readonly string[] = rawImageTypes.filter((mediaType) => mediaType !== "image/jpg");

interface Marks {
  readonly begins: (head: string) => boolean;
  /** @default any end */
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
    // A file name may have no extension, but must not have another type's.
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
