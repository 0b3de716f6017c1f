import { createHash } from "node:crypto";
import type { Backend } from "../backend.ts";
import { pdf } from "../contract.ts";
import { objectKey } from "../objects/object-store.ts";
import type { Document } from "./document.ts";

/**
 * Reads a document whole before the first byte is answered, so that a failure of the object storage is told as one.
 *
 * @throws S3_ERROR, also for content that is not what was stored
 */
export async function readContent(
  { objects }: Backend,
  workspaceId: string,
  { id, bytes, sha256 }: Document,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const content = await objects.get(objectKey(workspaceId, id), signal);
  if (createHash("sha256").update(content).digest("hex") !== sha256) {
    throw pdf.error.S3_ERROR(undefined, { note: `${id} has ${content.byteLength} other bytes, stored were ${bytes}` });
  }
  return new Uint8Array(content);
}

/** Writes the headers of a download: an attachment under its own name, which no browser guesses the type of. */
export function contentHeaders({ file_name, bytes, sha256 }: Document): Record<string, string> {
  return {
    "Content-Type": "application/pdf",
    "Content-Length": String(bytes),
    // File names are letters, digits and a few signs: nothing needs quoting.
    "Content-Disposition": `attachment; filename="${file_name}"`,
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    ETag: `"${sha256}"`,
  };
}
