import { createHash } from "node:crypto";
import type { Backend } from "../backend.ts";
import { pdf } from "../contract.ts";
import type { PdfContext } from "../http.ts";
import { objectKey } from "../objects/object-store.ts";
import type { Document } from "./document.ts";

/**
 * Sends the content of a document as an attachment. It is read completely first, so that a failure can be reported.
 *
 * @throws S3_ERROR, also if the content has changed
 */
export async function downloadDocument(
  c: PdfContext,
  { objects }: Backend,
  workspaceId: string,
  { id, file_name, bytes, sha256 }: Document,
): Promise<Response> {
  const content = await objects.get(objectKey(workspaceId, id), c.req.raw.signal);
  if (createHash("sha256").update(content).digest("hex") !== sha256) {
    throw pdf.error.S3_ERROR(undefined, { note: `${id} has ${content.byteLength} other bytes, stored were ${bytes}` });
  }
  return c.body(new Uint8Array(content), 200, {
    "Content-Type": "application/pdf",
    "Content-Length": String(bytes),
    // File names consist of characters that need no quoting.
    "Content-Disposition": `attachment; filename="${file_name}"`,
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    ETag: `"${sha256}"`,
  });
}
