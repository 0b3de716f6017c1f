import { z } from "zod";
import { Id, type Page, toPage } from "../../shared/http/index.ts";
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
  { limit, cursor, createdFrom, createdBefore, state, designId }: z.output<typeof JobQuery>,
): Promise<Page<z.output<typeof JobSummary>>> {
  const [wanted, design] = [state ?? null, designId ?? null];
  const rows = await store.sql<JobHead & JobCounts>`
    SELECT * FROM (
      SELECT j.id, j.design_id, j.design_version, j.total, j.created_at,
        COUNT(CASE WHEN i.state = 'pending' THEN 1 END) AS pending,
        COUNT(CASE WHEN i.state = 'done' THEN 1 END) AS done,
        COUNT(i.error_code) AS failed,
        COUNT(CASE WHEN i.state = 'failed' AND i.error_code IS NULL THEN 1 END) AS cancelled
      FROM pdf_jobs j JOIN pdf_job_items i ON i.job_id = j.id
      WHERE j.workspace_id = ${workspaceId} AND j.design_id = COALESCE(${design}, j.design_id)
        AND (j.created_at < ${cursor.createdAt} OR (j.created_at = ${cursor.createdAt} AND j.id < ${cursor.id}))
        AND j.created_at >= ${createdFrom} AND j.created_at < ${createdBefore}
      GROUP BY j.id, j.design_id, j.design_version, j.total, j.created_at
    ) AS jobs
    WHERE CASE WHEN pending > 0 THEN 'running' ELSE 'finished' END
      = COALESCE(${wanted}, CASE WHEN pending > 0 THEN 'running' ELSE 'finished' END)
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, (row) => summaryOf(row, row));
}
