import { fragment } from "errata/store";
import type { z } from "zod";
import { Id, inPage, type Page, toPage } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { ListQuery } from "../http.ts";
import { type Design, type DesignSummary, summariseDesign } from "./design.ts";

/** Query of `GET /v1/designs`. */
export const DesignsQuery = ListQuery.extend({
  externalId: Id.optional().describe("Lists only the design with this id in your system."),
});

/** Lists the designs of a workspace, newest first. */
export async function listDesigns(
  { store }: Backend,
  workspaceId: string,
  { limit, externalId, ...page }: z.output<typeof DesignsQuery>,
): Promise<Page<DesignSummary>> {
  const ofId = externalId === undefined ? fragment`` : fragment`AND external_id = ${externalId}`;
  const rows = await store.sql<Design>`
    SELECT id, external_id, name, version, created_at, updated_at FROM pdf_designs
    WHERE workspace_id = ${workspaceId} ${ofId} ${inPage(page)}
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, summariseDesign);
}
