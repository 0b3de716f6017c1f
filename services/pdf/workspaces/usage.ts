import { z } from "zod";
import type { Backend } from "../backend.ts";

/** Query of `GET /v1/usage`. */
export const UsageQuery = z.strictObject({
  month: z
    .string()
    .regex(/^20\d\d-(0[1-9]|1[0-2])$/, "Must be a month such as 2026-11.")
    .describe("A month in UTC, such as `2026-11`."),
});

/** The documents that a workspace generated in a month and still has. */
export const UsageView = z
  .object({
    month: z.string().describe("The month, in UTC."),
    documents: z.int().min(0).describe("Documents."),
    pages: z.int().min(0).describe("Pages of the documents."),
    credits: z.int().min(0).describe("Credits that the documents cost."),
  })
  .meta({ title: "Usage" });

/** The documents that a workspace generated in a month and still has. */
export type UsageView = z.output<typeof UsageView>;

/** Reads the usage of a month. Deleted documents are not included. */
export async function readUsage(
  { store }: Backend,
  workspaceId: string,
  { month }: z.output<typeof UsageQuery>,
): Promise<UsageView> {
  const start = new Date(`${month}-01T00:00:00Z`);
  const end = new Date(start);
  end.setUTCMonth(end.getUTCMonth() + 1);
  const [row] = await store.sql<{ documents: number; pages: number; credits: number }>`
    SELECT COUNT(*) AS documents, COALESCE(SUM(pages), 0) AS pages, COALESCE(SUM(credits), 0) AS credits
    FROM pdf_documents
    WHERE workspace_id = ${workspaceId} AND created_at >= ${start.getTime()} AND created_at < ${end.getTime()}`;
  const { documents = 0, pages = 0, credits = 0 } = row ?? {};
  return { month, documents, pages, credits };
}
