import type { z } from "zod";
import { discardFile, scheduleDeletion } from "../../shared/files/index.ts";
import { deletedFile } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { pdf } from "../contract.ts";
import type { Document } from "./document.ts";

/** The result of the deletion of a document. */
export const DeletedDocument = deletedFile("document").meta({ title: "DeletedDocument" });

/** The result of the deletion of a document. */
export type DeletedDocument = z.output<typeof DeletedDocument>;

/**
 * Deletes a document and the response to its generation. What it cost remains in the usage. Its content is deleted now, or by
 * the sweep if the object storage is unavailable.
 *
 * @throws PDF_NOT_FOUND
 */
export async function deleteDocument(
  backend: Backend,
  workspaceId: string,
  documentId: string,
): Promise<DeletedDocument> {
  const freedBytes = await backend.store.transaction(
    async (sql) => {
      const [deleted] = await sql<Pick<Document, "pages" | "bytes" | "credits" | "created_at">>`
        DELETE FROM pdf_documents WHERE id = ${documentId} AND workspace_id = ${workspaceId}
        RETURNING pages, bytes, credits, created_at`;
      if (deleted === undefined) throw pdf.error.PDF_NOT_FOUND();
      await sql`
        INSERT INTO pdf_deleted_documents (id, workspace_id, pages, credits, created_at, deleted_at)
        VALUES (${documentId}, ${workspaceId}, ${deleted.pages}, ${deleted.credits}, ${deleted.created_at}, ${backend.clock()})`;
      await scheduleDeletion(backend, sql, [documentId]);
      await backend.idempotency.records.forget(sql, workspaceId, documentId);
      return deleted.bytes;
    },
    { sqlOnly: true },
  );
  await discardFile(backend, documentId);
  return { id: documentId, deleted: true, freedBytes };
}
