import type { Backend } from "../backend.ts";
import { type LensDocument, lensDocument } from "./lens-document.ts";

/** Fills the AI Lens index from the table of jobs. */
export interface Indexer {
  /** Indexes one study. @returns false when nothing is due */
  runOnce(): Promise<boolean>;
  /** Works until `stop`, looking for jobs every `pollMs`. */
  start(pollMs?: number): void;
  /** Ends after the job at hand. */
  stop(): Promise<void>;
}

interface Job {
  readonly study_id: string;
  readonly revision: number;
  readonly attempts: number;
}

/** Longer than any job takes; a worker that dies leaves its job to the next after this time. */
const leaseMs = 60_000;
const maxAttempts = 8;

/** Makes the worker. @param onFailure is told of each job that failed; it will be tried again, later each time */
export function indexer(backend: Backend, onFailure: (error: unknown, studyId: string) => void): Indexer {
  const { store, clock } = backend;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  async function runOnce(): Promise<boolean> {
    const job = await claim(backend);
    if (job === undefined) return false;
    try {
      await finish(backend, job, await lensDocument(backend, job.study_id));
    } catch (error) {
      onFailure(error, job.study_id);
      const delayMs = 1000 * 2 ** job.attempts;
      await store.sql`UPDATE imaging_index_jobs SET run_at = ${clock() + delayMs} WHERE study_id = ${job.study_id}`;
    }
    return true;
  }

  async function runAll(pollMs: number): Promise<void> {
    try {
      while (timer !== undefined && (await runOnce())) {
        // Until nothing is due.
      }
    } catch (error) {
      onFailure(error, "none");
    }
    if (timer !== undefined) schedule(pollMs);
  }

  function schedule(pollMs: number): void {
    timer = setTimeout(() => {
      running = runAll(pollMs);
    }, pollMs);
    timer.unref();
  }

  return {
    runOnce,
    start: (pollMs = 250) => schedule(pollMs),
    async stop() {
      clearTimeout(timer);
      timer = undefined;
      await running;
    },
  };
}

/** Takes the job that is due longest, by pushing its time past the lease: two workers cannot both see it due. */
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

/** Publishes the index and ends the job, unless an instance came meanwhile: then the job stays, due at once. */
async function finish({ store, clock }: Backend, job: Job, lens: LensDocument): Promise<void> {
  const now = clock();
  await store.transaction(
    async (sql) => {
      await sql`
      UPDATE imaging_studies SET indexed_at = ${now}, ai_lens = ${JSON.stringify(lens)} WHERE id = ${job.study_id}`;
      await sql`DELETE FROM imaging_index_jobs WHERE study_id = ${job.study_id} AND revision = ${job.revision}`;
      await sql`UPDATE imaging_index_jobs SET run_at = ${now} WHERE study_id = ${job.study_id}`;
    },
    { isBrief: true },
  );
}
