import type { Migrations } from "errata/store";

/** Tables of every queue. Times are epoch milliseconds. */
export const queueMigrations: Migrations = {
  component: "queue",
  steps: [
    [
      // `run_at` is when the job is due; while a worker has it, when its lease ends: a dead worker's job falls due by itself.
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
  ],
};
