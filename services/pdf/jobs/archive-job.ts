import { makeZip } from "client-zip";
import type { Backend } from "../backend.ts";
import { pdf } from "../contract.ts";
import type { Document } from "../documents/document.ts";
import { readDocument } from "../documents/download-document.ts";
import type { PdfContext } from "../http.ts";
import type { Job } from "./job.ts";

interface ArchivedDocument extends Document {
  readonly position: number;
}

/**
 * Sends the documents of a finished job as one ZIP file, which is written while it is sent. It is not compressed, because
 * PDF is already. A document that cannot be read cuts the response.
 *
 * @throws JOB_NOT_FINISHED while documents are pending; PDF_NOT_FOUND if no document is left; S3_ERROR if the first document
 * cannot be read
 */
export async function archiveJob(c: PdfContext, backend: Backend, job: Job): Promise<Response> {
  const { sql } = backend.store;
  const [row] = await sql<{ pending: number }>`
    SELECT COUNT(*) AS pending FROM pdf_job_items WHERE job_id = ${job.id} AND state = 'pending'`;
  if (row !== undefined && row.pending > 0) throw pdf.error.JOB_NOT_FINISHED({ pending: row.pending });
  const documents = await sql<ArchivedDocument>`
    SELECT d.id, design_id, design_version, d.file_name, d.external_id, pages, bytes, sha256, credits, created_at, position
    FROM pdf_job_items i JOIN pdf_documents d ON d.id = i.document_id WHERE i.job_id = ${job.id} ORDER BY position`;
  const [first] = documents;
  if (first === undefined) throw pdf.error.PDF_NOT_FOUND();
  const headers = {
    "Content-Type": "application/zip",
    "Content-Disposition": `attachment; filename="${job.id}.zip"`,
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
  };
  if (c.req.method === "HEAD") return c.body(null, 200, headers);
  // Read before the response starts, so that an unavailable store is reported.
  const firstContent = await readDocument(backend, job.workspace_id, first, c.req.raw.signal);
  const entries = entriesOf(documents, async (document) =>
    document === first ? firstContent : await readDocument(backend, job.workspace_id, document, c.req.raw.signal),
  );
  return c.body(makeZip(entries), 200, headers);
}

/** Yields the files of the archive, one after the other. */
async function* entriesOf(
  documents: readonly ArchivedDocument[],
  read: (document: ArchivedDocument) => Promise<Uint8Array>,
): AsyncGenerator<{ name: string; input: Uint8Array<ArrayBuffer>; lastModified: Date }> {
  for (const document of documents) {
    // The position makes names unique, and orders them.
    const name = `${String(document.position + 1).padStart(3, "0")}-${document.file_name}`;
    yield { name, input: new Uint8Array(await read(document)), lastModified: new Date(document.created_at) };
  }
}
