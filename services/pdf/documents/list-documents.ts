import type { z } from "zod";
import { Id, type Page, toPage } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { ListQuery } from "../http.ts";
import { type Document, type DocumentView, viewDocument } from "./document.ts";

/** Query of `GET /v1/pdfs`. */
export const DocumentQuery = ListQuery.extend({
  designId: Id.optional().describe("Lists only documents of this design."),
  externalId: Id.optional().describe("Lists only documents with this id in your system."),
});

/** Lists the documents of a workspace, newest first. */
export async function listDocuments(
  { store }: Backend,
  workspaceId: string,
  { limit, cursor, createdFrom, createdBefore, designId, externalId }: z.output<typeof DocumentQuery>,
): Promise<Page<DocumentView>> {
  const { sql } = store;
  const design = designId ?? null;
  if (externalId !== undefined) {
    // A query of its own, which uses the index.
    const rows = await sql<Document>`
      SELECT id, design_id, design_version, file_name, external_id, pages, bytes, sha256, credits, created_at FROM pdf_documents
      WHERE workspace_id = ${workspaceId} AND external_id = ${externalId} AND design_id = COALESCE(${design}, design_id)
        AND (created_at < ${cursor.createdAt} OR (created_at = ${cursor.createdAt} AND id < ${cursor.id}))
        AND created_at >= ${createdFrom} AND created_at < ${createdBefore}
      ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
    return toPage(rows, limit, viewDocument);
  }
  const rows = await sql<Document>`
    SELECT id, design_id, design_version, file_name, external_id, pages, bytes, sha256, credits, created_at FROM pdf_documents
    WHERE workspace_id = ${workspaceId} AND design_id = COALESCE(${design}, design_id)
      AND (created_at < ${cursor.createdAt} OR (created_at = ${cursor.createdAt} AND id < ${cursor.id}))
      AND created_at >= ${createdFrom} AND created_at < ${createdBefore}
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, viewDocument);
}
