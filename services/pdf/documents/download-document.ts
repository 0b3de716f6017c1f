import { createHash } from "node:crypto";
import { type ByteRange, sendDownload } from "../../shared/files/index.ts";
import type { Backend } from "../backend.ts";
import { pdf } from "../contract.ts";
import type { PdfContext } from "../http.ts";
import type { Document } from "./document.ts";
import { readContent } from "./document-files.ts";

/**
 * Sends the content of a document. It is read completely first, so that a failure can be reported.
 *
 * @throws S3_ERROR, also if the content has changed
 * @throws PRECONDITION_FAILED, RANGE_NOT_SATISFIABLE
 */
export function downloadDocument(c: PdfContext, backend: Backend, document: Document): Promise<Response> {
  const { file_name: fileName, bytes, sha256 } = document;
  const read = async (range: ByteRange | undefined): Promise<Uint8Array> => {
    const content = await readDocument(backend, document, c.req.raw.signal);
    return range === undefined ? content : content.subarray(range.first, range.last + 1);
  };
  return sendDownload(c, { fileName, mediaType: "application/pdf", bytes, sha256, read }, pdf.error);
}

/** Reads the content of a document. @throws S3_ERROR, also if the content has changed */
export async function readDocument(
  { files }: Backend,
  { id, bytes, sha256 }: Document,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const content = await readContent(files, id, bytes, signal);
  if (createHash("sha256").update(content).digest("hex") === sha256) return content;
  throw pdf.error.S3_ERROR(undefined, { note: `${id} has ${content.byteLength} other bytes, stored were ${bytes}` });
}
