import { type BackgroundJob, every } from "../../shared/concurrency/index.ts";
import { describeFailure } from "../../shared/queue/index.ts";
import { traceJob } from "../../shared/tracing/index.ts";
import type { Backend } from "../backend.ts";
import { type LensDocument, lensDocument } from "./lens-document.ts";

/** The worker that indexes studies for AI Lens. */
export interface Indexer extends BackgroundJob {
  /** Indexes one study. @returns false if no job is due */
  runOnce(): Promise<boolean>;
}

interface Job {
  readonly study_id: string;
  readonly revision: number;
  readonly attempts: number;
}

const pollMs = 250;
/** Lease of a job, longer than any job takes. When a worker dies, another one claims its job after this time. */
const leaseMs = 60_000;
/** Attempts after which a study stays without an index until an operator retries its job. */
export const maxAttempts = 8;

/**
 * Creates the worker.
 *
 * @param onJobFailed receives the error of each failed job, which is retried with exponential backoff
 */
export function indexer(backend: Backend, onJobFailed: (error: unknown, job: string) => void): Indexer {
  const { store, clock } = backend;

  async function runOnce(): Promise<boolean> {
    const job = await claim(backend);
    if (job === undefined) return false;
    const { study_id: id, attempts: attempt } = job;
    try {
      await traceJob("imaging-index", { id, attempt, traceparent: undefined }, async () =>
        finish(backend, job, await lensDocument(backend, id)),
      );
    } catch (error) {
      onJobFailed(error, `the index of ${job.study_id}`);
      const delayMs = 1000 * 2 ** job.attempts;
      await store.sql`
        UPDATE imaging_index_jobs SET run_at = ${clock() + delayMs}, last_error = ${describeFailure(error)}
        WHERE study_id = ${job.study_id}`;
    }
    return true;
  }

  async function runUntilIdle(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted && (await runOnce()));
  }

  return { runOnce, ...every(pollMs, runUntilIdle, (error) => onJobFailed(error, "claiming index jobs")) };
}

/** Claims the job that has been due longest. Its due time moves past the lease, so no other worker can claim it. */
async function claim({ store, clock }: Backend): Promise<Job | undefined> {
  const now = clock();
  const [job] = await store.sql<Job>`
    UPDATE imaging_index_jobs SET run_at = ${now + leaseMs}, attempts = attempts + 1
    WHERE run_at <= ${now} AND attempts < ${maxAttempts} AND study_id = (
      SELECT study_id FROM imaging_index_jobs WHERE run_at <= ${now} AND attempts < ${maxAttempts}
      ORDER BY run_at, study_id LIMIT 1)
    RETURNING study_id, revision, attempts`;
  return job;
}

/** Publishes the index and deletes the job. If an instance arrived in between, the job stays and is due at once. */
async function finish({ store, clock }: Backend, job: Job, lens: LensDocument): Promise<void> {
  const now = clock();
  await store.transaction(
    async (sql) => {
      await sql`
      UPDATE imaging_studies SET indexed_at = ${now}, ai_lens = ${JSON.stringify(lens)} WHERE id = ${job.study_id}`;
      await sql`DELETE FROM imaging_index_jobs WHERE study_id = ${job.study_id} AND revision = ${job.revision}`;
      await sql`UPDATE imaging_index_jobs SET run_at = ${now} WHERE study_id = ${job.study_id}`;
    },
    { sqlOnly: true },
  );
}
