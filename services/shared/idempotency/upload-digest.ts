import { createHash } from "node:crypto";
import type { HonoRequest } from "hono";
import { readUpload, type Upload, type UploadOptions } from "../files/index.ts";

/** Returns the digest of an upload: its name, its declared type and its content. @param sha256 hash of the content, hexadecimal */
export function digestOf(
  { fileName, mediaType, charset = null }: Pick<Upload, "fileName" | "mediaType"> & Partial<Pick<Upload, "charset">>,
  sha256: string,
): string {
  const parts = JSON.stringify([fileName, mediaType, sha256, ...(charset === null ? [] : [charset])]);
  return createHash("sha256").update(parts).digest("base64url");
}

/** Options of {@link readDigest}. */
interface DigestOptions extends UploadOptions {
  /** Largest file, in bytes. */
  readonly maxBytes: number;
  /** Creates the error for a larger file. */
  readonly tooLarge: () => Error;
}

/** Reads a repeated upload to its end, without storing it, and returns its digest. @throws like `readUpload`; `tooLarge` */
export function readDigest(
  c: { readonly req: HonoRequest },
  { maxBytes, tooLarge, ...options }: DigestOptions,
): Promise<string> {
  return readUpload(c, options, async (upload) => {
    const hash = createHash("sha256");
    let bytes = 0;
    for await (const chunk of upload.content) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw tooLarge();
      hash.update(chunk);
    }
    return digestOf(upload, hash.digest("hex"));
  });
}
