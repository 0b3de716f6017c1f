/**
 * Recognizes a file type by its first bytes.
 *
 * @returns the media type; undefined if the bytes are not recognized
 * @throws Error when the package `file-type` is not installed
 */
export async function mediaTypeOf(bytes: Uint8Array): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await loadFileType();
  if (SVG_START.test(new TextDecoder().decode(bytes))) return "image/svg+xml";
  return (await fileTypeFromBuffer(bytes.slice()))?.mime;
}

/** The first element of an SVG image, after declarations and comments. Each of them can match in one way only. */
const SVG_START = /^(?:\s|<\?[^>]*>|<!--(?:[^-]|-(?!->))*-->|<!(?!--)[^>]*>|\]\s*>)*<svg[\s/>]/i;

async function loadFileType(): Promise<typeof import("file-type")> {
  try {
    return await import("file-type");
  } catch (cause) {
    if (!(cause instanceof Error && cause.message.includes("'file-type'"))) throw cause;
    throw new Error(
      '"errata/guards/upload" needs the package "file-type", which is not installed. Run: npm install file-type',
      { cause },
    );
  }
}
