import {
  type Purge,
  purgeJobs,
  purgeKeys,
  purgeLedger,
  purgeResponses,
  type Retention,
} from "../shared/retention/index.ts";
import type { Backend } from "./backend.ts";

/** Returns what deletes the data that is too old. */
export function purgesOf(backend: Backend, retention: Retention): readonly Purge[] {
  const { store, creditLedger, keys, idempotency, jobQueue, clock } = backend;
  return [
    purgeResponses(store, idempotency),
    purgeKeys(store, keys),
    purgeLedger(store, creditLedger),
    purgeJobs(jobQueue, retention.failedJobsMs),
    {
      data: "finished jobs",
      deleteBatch: (limit) => deleteFinishedJobs(backend, clock() - retention.documentJobsMs, limit),
    },
    {
      data: "the costs of deleted documents, which are in the monthly totals",
      async deleteBatch(limit) {
        const before = clock() - retention.ledgerMs;
        const rows = await store.sql`
          DELETE FROM pdf_deleted_documents WHERE id IN (
            SELECT id FROM pdf_deleted_documents WHERE deleted_at < ${before} ORDER BY deleted_at LIMIT ${limit})
          RETURNING id`;
        return rows.length;
      },
    },
  ];
}

/** Jobs have up to 100 documents each, so fewer of them are deleted in one transaction. */
const documentsPerJob = 100;

async function deleteFinishedJobs({ store }: Backend, before: number, limit: number): Promise<number> {
  const count = Math.ceil(limit / documentsPerJob);
  return await store.transaction(
    async (sql) => {
      const jobs = await sql<{ id: string }>`
        SELECT id FROM pdf_jobs WHERE created_at < ${before} AND pending = 0 ORDER BY created_at LIMIT ${count}`;
      for (const { id } of jobs) {
        await sql`DELETE FROM pdf_job_items WHERE job_id = ${id}`;
        await sql`DELETE FROM pdf_jobs WHERE id = ${id}`;
      }
      return jobs.length;
    },
    { sqlOnly: true },
  );
}
