/**
 * Recognizes a file type by its first bytes.
 *
 * @returns the media type; undefined if the bytes are not recognized
 * @throws Error when the package `file-type` is not installed
 */
export async function mediaTypeOf(bytes: Uint8Array): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await loadFileType();
  return (await fileTypeFromBuffer(bytes.slice()))?.mime;
}

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
