import { z } from "zod";
import type { Finish } from "../../shared/idempotency/index.ts";
import type { Backend } from "../backend.ts";
import { pdf } from "../contract.ts";
import { type ItemRef, type Job, type JobView, viewJob } from "./job.ts";

/** Returns the id of a document in the queue. */
export function queueId({ jobId, position }: ItemRef): string {
  return `${jobId}-${position}`;
}

/** Cancels the documents of a job that are not generated yet, also one that is being generated. They cost nothing. */
export async function cancelJob({ store, jobQueue }: Backend, job: Job): Promise<JobView> {
  return await store.transaction(
    async (sql) => {
      const cancelled = await sql<{ position: number }>`
        UPDATE pdf_job_items SET state = 'failed' WHERE job_id = ${job.id} AND state = 'pending' RETURNING position`;
      // A worker that generates the document now loses its lease, which rolls the document and its charge back.
      for (const { position } of cancelled) await jobQueue.remove(sql, queueId({ jobId: job.id, position }));
      return await viewJob(sql, job);
    },
    { sqlOnly: true },
  );
}

/** The result of the deletion of a job. */
export const DeletedJob = z
  .object({ id: z.string().describe("Id of the job."), deleted: z.literal(true).describe("Always true.") })
  .meta({ title: "DeletedJob" });

/**
 * Deletes a finished job with the variables of its documents, and the responses that are kept for repeats. The documents
 * remain, because each can be deleted by itself.
 *
 * @throws JOB_NOT_FINISHED while documents are pending
 */
export async function deleteJob({ store, idempotency }: Backend, job: Job): Promise<z.output<typeof DeletedJob>> {
  await store.transaction(
    async (sql) => {
      // A simultaneous retry of a document either comes first and is counted, or finds nothing.
      const pending = await sql`
        UPDATE pdf_job_items SET state = state WHERE job_id = ${job.id} AND state = 'pending' RETURNING position`;
      if (pending.length > 0) throw pdf.error.JOB_NOT_FINISHED({ pending: pending.length });
      await sql`DELETE FROM pdf_job_items WHERE job_id = ${job.id}`;
      await sql`DELETE FROM pdf_jobs WHERE id = ${job.id}`;
      await idempotency.records.forget(sql, job.workspace_id, job.id);
    },
    { sqlOnly: true },
  );
  return { id: job.id, deleted: true };
}

/**
 * Generates the failed documents of a job again. Cancelled ones stay cancelled.
 *
 * @param finish runs last in the transaction
 * @returns what `finish` returns
 * @throws INSUFFICIENT_CREDITS if there is less than one credit per failed document
 */
export async function retryJob<Result>(
  { store, creditLedger, jobQueue }: Backend,
  job: Job,
  finish: Finish<JobView, Result>,
): Promise<Result> {
  const { available } = await creditLedger.read(store.sql, job.workspace_id);
  const result = await store.transaction(
    async (sql) => {
      const retried = await sql<{ position: number }>`
        UPDATE pdf_job_items SET state = 'pending', error_code = NULL, error_message = NULL
        WHERE job_id = ${job.id} AND state = 'failed' AND error_code IS NOT NULL RETURNING position`;
      if (available < retried.length)
        throw pdf.error.INSUFFICIENT_CREDITS({ required: retried.length, current: available });
      for (const { position } of retried) {
        const payload = { jobId: job.id, position };
        await jobQueue.enqueue(sql, { id: queueId(payload), group: job.workspace_id, payload });
      }
      return await finish(sql, await viewJob(sql, job), { subject: job.id });
    },
    { sqlOnly: true },
  );
  jobQueue.wake();
  return result;
}
