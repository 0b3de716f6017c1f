import type { Migrations } from "errata/store";
import { keepTotals } from "../../shared/totals/index.ts";

const add = (jobId: string, amount: string): string =>
  `UPDATE pdf_jobs SET pending = pending + ${amount} WHERE id = ${jobId} AND ${amount} <> 0`;
const one = (row: "NEW" | "OLD"): string => `(CASE WHEN ${row}.state = 'pending' THEN 1 ELSE 0 END)`;

/** The step of the migrations that counts the pending documents of a job, by which jobs are listed. */
export const pendingTotals: Migrations["steps"][number] = [
  `ALTER TABLE pdf_jobs ADD COLUMN pending BIGINT NOT NULL DEFAULT 0`,
  ...keepTotals({
    ...{ name: "pdf_job_items_inserted", table: "pdf_job_items", event: "INSERT" },
    statements: () => [add("NEW.job_id", one("NEW"))],
  }),
  ...keepTotals({
    ...{ name: "pdf_job_items_changed", table: "pdf_job_items", event: "UPDATE OF state" },
    when: "OLD.state <> NEW.state",
    statements: () => [add("NEW.job_id", `(${one("NEW")} - ${one("OLD")})`)],
  }),
  ...keepTotals({
    ...{ name: "pdf_job_items_deleted", table: "pdf_job_items", event: "DELETE" },
    statements: () => [add("OLD.job_id", `(-${one("OLD")})`)],
  }),
  `UPDATE pdf_jobs SET pending = (
    SELECT COUNT(*) FROM pdf_job_items WHERE job_id = pdf_jobs.id AND state = 'pending')`,
  `CREATE INDEX pdf_jobs_design ON pdf_jobs (workspace_id, design_id, created_at, id)`,
  `CREATE INDEX pdf_jobs_running ON pdf_jobs (workspace_id, created_at, id) WHERE pending > 0`,
  `CREATE INDEX pdf_jobs_finished ON pdf_jobs (workspace_id, created_at, id) WHERE pending = 0`,
  `CREATE INDEX pdf_jobs_age ON pdf_jobs (created_at)`,
];
