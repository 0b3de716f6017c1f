import { z } from "zod";
import { type Page, pageQuery, toPage } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { pdf } from "../contract.ts";
import { type Design, type DesignSummary, summarise } from "./design.ts";

/** Query of `GET /v1/designs`. */
export const DesignsQuery = z.strictObject(pageQuery(pdf.limits.pageItems));

/** Lists the designs of a workspace, newest first. */
export async function listDesigns(
  { store }: Backend,
  workspaceId: string,
  { limit, cursor }: z.output<typeof DesignsQuery>,
): Promise<Page<DesignSummary>> {
  const rows = await store.sql<Design>`
    SELECT id, external_id, name, version, created_at, updated_at FROM pdf_designs
    WHERE workspace_id = ${workspaceId}
      AND (created_at < ${cursor.createdAt} OR (created_at = ${cursor.createdAt} AND id < ${cursor.id}))
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, summarise);
}
