import { createHash } from "node:crypto";
import { makeZip, predictLength } from "client-zip";
import { type ByteRange, sendDownload } from "../../shared/files/index.ts";
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
 * PDF is already. A document that cannot be read cuts the response. A range is written from the start, and what comes before
 * it is dropped.
 *
 * @throws JOB_NOT_FINISHED while documents are pending; PDF_NOT_FOUND if no document is left; S3_ERROR if the first document
 * cannot be read; PRECONDITION_FAILED, RANGE_NOT_SATISFIABLE
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
  const bytes = Number(
    predictLength(documents.map((document) => ({ name: entryName(document), size: document.bytes }))),
  );
  const read = async (range?: ByteRange): Promise<ReadableStream<Uint8Array>> => {
    // Read before the response starts, so that an unavailable store is reported.
    const firstContent = await readDocument(backend, first, c.req.raw.signal);
    const entries = entriesOf(documents, async (document) =>
      document === first ? firstContent : await readDocument(backend, document, c.req.raw.signal),
    );
    return range === undefined ? makeZip(entries) : slice(makeZip(entries), range);
  };
  const sha256 = createHash("sha256")
    .update(JSON.stringify(documents.map(identityOf)))
    .digest("hex");
  return await sendDownload(
    c,
    { fileName: `${job.id}.zip`, mediaType: "application/zip", bytes, sha256, read },
    pdf.error,
  );
}

/** Returns what determines an entry of the archive, so that the tag of the archive is known before it is written. */
function identityOf({ position, file_name, sha256, created_at }: ArchivedDocument): readonly unknown[] {
  return [position, file_name, sha256, created_at];
}

/** Returns the name of an entry. The position makes names unique, and orders them. */
function entryName({ position, file_name }: ArchivedDocument): string {
  return `${String(position + 1).padStart(3, "0")}-${file_name}`;
}

/** Returns a range of a stream, which is not read beyond it. */
function slice(content: ReadableStream<Uint8Array>, { first, last }: ByteRange): ReadableStream<Uint8Array> {
  const reader = content.getReader();
  let at = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (let part = new Uint8Array(0); part.byteLength === 0; ) {
          const { done, value } = at > last ? { done: true } : await reader.read();
          if (done || value === undefined) {
            controller.close();
            await reader.cancel();
            return;
          }
          part = new Uint8Array(value.subarray(Math.max(0, first - at), Math.max(0, last + 1 - at)));
          at += value.byteLength;
          if (part.byteLength > 0) controller.enqueue(part);
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/** Yields the files of the archive, one after the other. */
async function* entriesOf(
  documents: readonly ArchivedDocument[],
  read: (document: ArchivedDocument) => Promise<Uint8Array>,
): AsyncGenerator<{ name: string; input: Uint8Array<ArrayBuffer>; lastModified: Date }> {
  for (const document of documents) {
    const input = new Uint8Array(await read(document));
    yield { name: entryName(document), input, lastModified: new Date(document.created_at) };
  }
}
