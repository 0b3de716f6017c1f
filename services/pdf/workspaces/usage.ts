import { z } from "zod";
import { Month } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";

/** Query of `GET /v1/usage`. */
export const UsageQuery = z.strictObject({ month: Month });

/** The documents that a workspace generated in a month, including deleted ones. */
export const UsageView = z
  .object({
    month: z.string().describe("The month, in UTC."),
    documents: z.int().min(0).describe("Documents, including deleted ones."),
    deleted: z.int().min(0).describe("Documents that have been deleted."),
    storedBytes: z.int().min(0).describe("Bytes of the documents that are still stored."),
    pages: z.int().min(0).describe("Pages of the documents."),
    credits: z.int().min(0).describe("Credits that the documents cost."),
  })
  .meta({ title: "Usage" });

/** The documents that a workspace generated in a month, including deleted ones. */
export type UsageView = z.output<typeof UsageView>;

/** Reads the usage of a month. */
export async function readUsage(
  { store }: Backend,
  workspaceId: string,
  { month }: z.output<typeof UsageQuery>,
): Promise<UsageView> {
  const [row] = await store.sql<Record<"documents" | "deleted" | "stored" | "pages" | "credits", number>>`
    SELECT documents, deleted, stored_bytes AS stored, pages, credits FROM pdf_usage
    WHERE workspace_id = ${workspaceId} AND month = ${month}`;
  const { documents = 0, deleted = 0, stored = 0, pages = 0, credits = 0 } = row ?? {};
  return { month, documents, deleted, storedBytes: stored, pages, credits };
}
