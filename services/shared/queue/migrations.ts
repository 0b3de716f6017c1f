import type { Migrations } from "errata/store";

/** The tables of all queues. Times are epoch milliseconds. */
export const queueMigrations: Migrations = {
  component: "queue",
  steps: [
    [
      // `run_at` is when a waiting job is due, or when a claimed job's lease ends: a dead worker's job becomes due again.
      `CREATE TABLE queue_jobs (
        queue TEXT NOT NULL,
        id TEXT NOT NULL,
        payload TEXT NOT NULL,
        run_at BIGINT NOT NULL,
        attempts BIGINT NOT NULL,
        token TEXT,
        last_error TEXT,
        given_up_at BIGINT,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (queue, id)
      )`,
      `CREATE INDEX queue_jobs_due ON queue_jobs (queue, run_at) WHERE given_up_at IS NULL`,
    ],
    [
      // Claims find each group, its running jobs and its oldest jobs without reading the jobs that wait behind them.
      `ALTER TABLE queue_jobs ADD COLUMN group_key TEXT NOT NULL DEFAULT ''`,
      `DROP INDEX queue_jobs_due`,
      `CREATE INDEX queue_jobs_due ON queue_jobs (queue, group_key, run_at, id) WHERE given_up_at IS NULL`,
      `CREATE INDEX queue_jobs_running ON queue_jobs (queue, group_key) WHERE token IS NOT NULL`,
    ],
    [
      // When a job of each group was last claimed, so that groups take turns even with one worker.
      `CREATE TABLE queue_groups (
        queue TEXT NOT NULL,
        group_key TEXT NOT NULL,
        claimed_at BIGINT NOT NULL,
        PRIMARY KEY (queue, group_key)
      )`,
    ],
    [`CREATE INDEX queue_jobs_failed ON queue_jobs (queue, given_up_at) WHERE given_up_at IS NOT NULL`],
    [
      `ALTER TABLE queue_jobs ADD COLUMN request_id TEXT`,
      `CREATE INDEX queue_jobs_request ON queue_jobs (request_id) WHERE request_id IS NOT NULL`,
    ],
    ["ALTER TABLE queue_jobs ADD COLUMN traceparent TEXT"],
  ],
};
