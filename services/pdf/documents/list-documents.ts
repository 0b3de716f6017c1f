import { fragment } from "errata/store";
import type { z } from "zod";
import { Id, inPage, type Page, toPage } from "../../shared/http/index.ts";
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
  { limit, designId, externalId, ...page }: z.output<typeof DocumentQuery>,
): Promise<Page<DocumentView>> {
  const ofDesign = designId === undefined ? fragment`` : fragment`AND design_id = ${designId}`;
  const ofId = externalId === undefined ? fragment`` : fragment`AND external_id = ${externalId}`;
  const rows = await store.sql<Document>`
    SELECT id, design_id, design_version, file_name, external_id, pages, bytes, sha256, credits, created_at FROM pdf_documents
    WHERE workspace_id = ${workspaceId} ${ofDesign} ${ofId} ${inPage(page)}
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, viewDocument);
}
