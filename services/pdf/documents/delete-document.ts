import type { Backend } from "../backend.ts";
import { pdf } from "../contract.ts";
import { discardObject } from "../objects/object-moves.ts";
import { objectKey } from "../objects/object-store.ts";
import type { Document } from "./document.ts";

/**
 * Deletes a document. What it cost remains in the usage. Its object is removed now, or by the sweep if the object storage is unavailable.
 *
 * @throws PDF_NOT_FOUND
 */
export async function deleteDocument(backend: Backend, workspaceId: string, documentId: string): Promise<void> {
  const key = objectKey(workspaceId, documentId);
  await backend.store.transaction(
    async (sql) => {
      const [deleted] = await sql<Pick<Document, "pages" | "credits" | "created_at">>`
        DELETE FROM pdf_documents WHERE id = ${documentId} AND workspace_id = ${workspaceId}
        RETURNING pages, credits, created_at`;
      if (deleted === undefined) throw pdf.error.PDF_NOT_FOUND();
      await sql`
        INSERT INTO pdf_deleted_documents (id, workspace_id, pages, credits, created_at, deleted_at)
        VALUES (${documentId}, ${workspaceId}, ${deleted.pages}, ${deleted.credits}, ${deleted.created_at}, ${backend.clock()})`;
      await sql`INSERT INTO pdf_object_moves (object_key, started_at) VALUES (${key}, ${backend.clock()})`;
    },
    { sqlOnly: true },
  );
  await discardObject(backend, key, true);
}
