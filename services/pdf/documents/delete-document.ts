import type { Backend } from "../backend.ts";
import { pdf } from "../contract.ts";
import { discardObject } from "../objects/object-moves.ts";
import { objectKey } from "../objects/object-store.ts";

/**
 * Deletes a document. Its object is removed now, or by the sweep if the object storage is unavailable.
 *
 * @throws PDF_NOT_FOUND
 */
export async function deleteDocument(backend: Backend, workspaceId: string, documentId: string): Promise<void> {
  const key = objectKey(workspaceId, documentId);
  await backend.store.transaction(
    async (sql) => {
      const deleted = await sql`
        DELETE FROM pdf_documents WHERE id = ${documentId} AND workspace_id = ${workspaceId} RETURNING id`;
      if (deleted.length === 0) throw pdf.error.PDF_NOT_FOUND();
      await sql`INSERT INTO pdf_object_moves (object_key, started_at) VALUES (${key}, ${backend.clock()})`;
    },
    { sqlOnly: true },
  );
  await discardObject(backend, key, true);
}
