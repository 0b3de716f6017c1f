import type { ConsoleData, OperatorJob } from "errata/console";
import type { TransactionSql } from "errata/store";
import type { Queue } from "./queue.ts";

/** The part of the console's data that comes from queues. */
export type QueueData = {
  readonly [Member in "queues" | "jobsOf" | "failedJobs" | "retryJob"]: NonNullable<ConsoleData[Member]>;
};

/** Failed jobs of a queue that the console lists. */
const maxListed = 100;

interface JobRow {
  readonly id: string;
  readonly attempts: number;
  readonly token: string | null;
  readonly run_at: number;
  readonly given_up_at: number | null;
  readonly created_at: number;
  readonly last_error: string | null;
  readonly request_id: string | null;
}

/**
 * Shows a queue to operators.
 *
 * @param restore undoes what the failure of a job has changed, in the transaction that adds it again. It returns false if the
 * job can no longer run. @default failed jobs cannot be retried
 */
export function queueData<Payload>(
  queue: Queue<Payload>,
  restore?: (sql: TransactionSql, payload: Payload) => Promise<boolean>,
): QueueData {
  const { name, store, clock } = queue;
  const toJob = (row: JobRow): OperatorJob => {
    const isRunning = row.token !== null && row.run_at > clock();
    return {
      ...{ queue: name, id: row.id, attempts: row.attempts, createdAt: row.created_at },
      state: row.given_up_at !== null ? "failed" : isRunning ? "running" : "waiting",
      ...{ reason: row.last_error, requestId: row.request_id, canRetry: restore !== undefined },
    };
  };
  return {
    async queues() {
      const [row] = await store.sql<{ oldest: number | null }>`
        SELECT MIN(created_at) AS oldest FROM queue_jobs WHERE queue = ${name} AND given_up_at IS NULL`;
      return [{ queue: name, ...(await queue.counts()), oldestAt: row?.oldest ?? null }];
    },
    async jobsOf(requestId) {
      const rows = await store.sql<JobRow>`
        SELECT id, attempts, token, run_at, given_up_at, created_at, last_error, request_id FROM queue_jobs
        WHERE request_id = ${requestId} AND queue = ${name} ORDER BY created_at, id LIMIT ${maxListed}`;
      return rows.map(toJob);
    },
    async failedJobs() {
      const rows = await store.sql<JobRow>`
        SELECT id, attempts, token, run_at, given_up_at, created_at, last_error, request_id FROM queue_jobs
        WHERE queue = ${name} AND given_up_at IS NOT NULL ORDER BY given_up_at DESC, id LIMIT ${maxListed}`;
      return rows.map(toJob);
    },
    async retryJob(queueName, id) {
      if (queueName !== name || restore === undefined) return false;
      const isAdded = await store.transaction(
        async (sql) => {
          const [job] = await sql<{ payload: string }>`
            UPDATE queue_jobs SET given_up_at = NULL, attempts = 0, run_at = ${clock()}
            WHERE queue = ${name} AND id = ${id} AND given_up_at IS NOT NULL RETURNING payload`;
          if (job === undefined) return false;
          if (await restore(sql, JSON.parse(job.payload) as Payload)) return true;
          await sql`DELETE FROM queue_jobs WHERE queue = ${name} AND id = ${id}`;
          return false;
        },
        { sqlOnly: true },
      );
      if (isAdded) queue.wake();
      return isAdded;
    },
  };
}
