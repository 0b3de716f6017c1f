import { fragment } from "errata/store";
import { z } from "zod";
import { Id, inPage, type Page, toPage } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { ListQuery } from "../http.ts";
import { type JobCounts, type JobHead, type JobSummary, summaryOf } from "./job.ts";

/** Query of `GET /v1/jobs`. */
export const JobQuery = ListQuery.extend({
  state: z.enum(["running", "finished"]).optional().describe("Lists only jobs in this state."),
  designId: Id.optional().describe("Lists only jobs of this design."),
});

/** Lists the jobs of a workspace, newest first. */
export async function listJobs(
  { store }: Backend,
  workspaceId: string,
  { limit, state, designId, ...page }: z.output<typeof JobQuery>,
): Promise<Page<z.output<typeof JobSummary>>> {
  const states = { running: fragment`AND pending > 0`, finished: fragment`AND pending = 0` };
  const inState = state === undefined ? fragment`` : states[state];
  const ofDesign = designId === undefined ? fragment`` : fragment`AND design_id = ${designId}`;
  const rows = await store.sql<JobHead & JobCounts>`
    SELECT j.id, j.design_id, j.design_version, j.total, j.created_at,
      COUNT(CASE WHEN i.state = 'pending' THEN 1 END) AS pending,
      COUNT(CASE WHEN i.state = 'done' THEN 1 END) AS done,
      COUNT(i.error_code) AS failed,
      COUNT(CASE WHEN i.state = 'failed' AND i.error_code IS NULL THEN 1 END) AS cancelled
    FROM (
      SELECT id, design_id, design_version, total, created_at FROM pdf_jobs
      WHERE workspace_id = ${workspaceId} ${ofDesign} ${inState} ${inPage(page)}
      ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}
    ) AS j JOIN pdf_job_items i ON i.job_id = j.id
    GROUP BY j.id, j.design_id, j.design_version, j.total, j.created_at
    ORDER BY j.created_at DESC, j.id DESC`;
  return toPage(rows, limit, (row) => summaryOf(row, row));
}
