import type { z } from "zod";
import { type Page, toPage } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import type { ListQuery } from "../http.ts";
import { type Design, type DesignSummary, summariseDesign } from "./design.ts";

/** Lists the designs of a workspace, newest first. */
export async function listDesigns(
  { store }: Backend,
  workspaceId: string,
  { limit, cursor }: z.output<typeof ListQuery>,
): Promise<Page<DesignSummary>> {
  const rows = await store.sql<Design>`
    SELECT id, external_id, name, version, created_at, updated_at FROM pdf_designs
    WHERE workspace_id = ${workspaceId}
      AND (created_at < ${cursor.createdAt} OR (created_at = ${cursor.createdAt} AND id < ${cursor.id}))
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, summariseDesign);
}
