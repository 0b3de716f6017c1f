import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import type { Backend } from "../backend.ts";
import { processingError } from "../images/decode-image.ts";
import type { Image } from "../images/image.ts";

/** Reads a stored image as it was uploaded. @throws IMAGE_PROCESSING_ERROR when its file is gone or has changed */
export async function readWhole({ files }: Backend, { id, bytes, sha256 }: Image): Promise<Uint8Array> {
  let content: Buffer;
  try {
    content = await buffer(await files.read(id, bytes));
  } catch (cause) {
    throw processingError(cause, id);
  }
  const found = createHash("sha256").update(content).digest("hex");
  if (found !== sha256) throw processingError(new Error(`${id} has the digest ${found}, expected ${sha256}`), id);
  return content;
}
