import type { OperatorJob } from "errata/console";
import { fragment, type SqlFragment } from "errata/store";
import type { QueueData } from "../../shared/queue/index.ts";
import type { Backend } from "../backend.ts";
import { maxAttempts } from "./indexer.ts";

const queue = "imaging-index";
/** Jobs that the console lists. */
const maxListed = 100;

interface JobRow {
  readonly study_id: string;
  readonly attempts: number;
  readonly run_at: number;
  readonly created_at: number;
  readonly last_error: string | null;
  readonly request_id: string | null;
}

/** Shows the jobs that index studies to operators. Studies that cannot be indexed are kept, and can be tried again. */
export function indexJobData({ store, clock }: Pick<Backend, "store" | "clock">): QueueData {
  /** A job whose last attempt has ended, or whose worker has died in it. */
  const hasFailed = ({ attempts, run_at }: JobRow): boolean => attempts >= maxAttempts && run_at <= clock();
  const list = async (where: SqlFragment): Promise<OperatorJob[]> => {
    const rows = await store.sql<JobRow>`
      SELECT study_id, attempts, run_at, created_at, last_error, request_id FROM imaging_index_jobs
      WHERE ${where} ORDER BY run_at DESC, study_id LIMIT ${maxListed}`;
    return rows.map((row) => ({
      ...{ queue, id: row.study_id, state: hasFailed(row) ? "failed" : "waiting", attempts: row.attempts },
      ...{ createdAt: row.created_at, reason: row.last_error, requestId: row.request_id, canRetry: true },
    }));
  };
  return {
    async queues() {
      const [row] = await store.sql<{ jobs: number; failed: number; oldest: number | null }>`
        SELECT COUNT(*) AS jobs,
          COUNT(CASE WHEN attempts >= ${maxAttempts} AND run_at <= ${clock()} THEN 1 END) AS failed,
          MIN(CASE WHEN attempts < ${maxAttempts} OR run_at > ${clock()} THEN created_at END) AS oldest
        FROM imaging_index_jobs`;
      const { jobs = 0, failed = 0, oldest = null } = row ?? {};
      // A claimed job differs from a waiting one only by its time, so all of them count as waiting.
      return [{ queue, waiting: jobs - failed, running: 0, failed, oldestAt: oldest }];
    },
    jobsOf: (requestId) => list(fragment`request_id = ${requestId}`),
    failedJobs: () => list(fragment`attempts >= ${maxAttempts} AND run_at <= ${clock()}`),
    async retryJob(name, studyId) {
      if (name !== queue) return false;
      const retried = await store.sql`
        UPDATE imaging_index_jobs SET attempts = 0, run_at = ${clock()}
        WHERE study_id = ${studyId} AND attempts >= ${maxAttempts} AND run_at <= ${clock()} RETURNING study_id`;
      return retried.length > 0;
    },
  };
}
