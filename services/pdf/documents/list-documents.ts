import type { z } from "zod";
import { type Page, toPage } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import type { ListQuery } from "../http.ts";
import { type Document, type DocumentView, viewDocument } from "./document.ts";

/** Lists the documents of a workspace, newest first. */
export async function listDocuments(
  { store }: Backend,
  workspaceId: string,
  { limit, cursor }: z.output<typeof ListQuery>,
): Promise<Page<DocumentView>> {
  const rows = await store.sql<Document>`
    SELECT id, design_id, design_version, file_name, pages, bytes, sha256, credits, created_at FROM pdf_documents
    WHERE workspace_id = ${workspaceId}
      AND (created_at < ${cursor.createdAt} OR (created_at = ${cursor.createdAt} AND id < ${cursor.id}))
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, viewDocument);
}
