import type { TransactionSql } from "errata/store";
import { type Queue, type Job as QueueJob, type Worker, worker } from "../../shared/queue/index.ts";
import type { Backend } from "../backend.ts";
import { makeDocument } from "../documents/make-document.ts";
import { readWorkspace, requirePaid } from "../workspaces/workspace.ts";
import { faultOf } from "./fault-of.ts";
import type { Job } from "./job.ts";
import type { ItemRef } from "./start-job.ts";

interface ItemWork extends Omit<Job, "total" | "created_at"> {
  readonly position: number;
  readonly file_name: string;
  readonly item_variables: string;
}

/**
 * Makes the worker that makes the documents of jobs. A document that cannot be made is marked failed, with the error
 * that a request would have met; what failed on our side is tried again before.
 *
 * @param onFailure is told of each failure of our side
 */
export function documentWorker(
  backend: Backend,
  queue: Queue<ItemRef>,
  onFailure: (error: unknown, jobId: string) => void,
): Worker {
  return worker({
    queue,
    concurrency: 2,
    onFailure,
    handle: (job) => work(backend, job),
    // The worker died on every attempt: nobody has seen why.
    onFailed: (sql, { payload }, error) => markFailed(sql, payload, error),
  });
}

async function work(backend: Backend, job: QueueJob<ItemRef>): Promise<void> {
  try {
    await makeItem(backend, job);
  } catch (error) {
    const isOurs = faultOf(error).status >= 500;
    if (job.signal.aborted || (isOurs && !job.isLastAttempt)) throw error;
    await backend.store.transaction(async (sql) => {
      await markFailed(sql, job.payload, error);
      await job.finish(sql);
    });
  }
}

async function makeItem(backend: Backend, job: QueueJob<ItemRef>): Promise<void> {
  const item = await findItem(backend, job.payload);
  const workspace = item && (await readWorkspace(backend.store.sql, item.workspace_id));
  // Done before, by a worker whose lease ran out between the document and the end of the job.
  if (item === undefined || workspace === undefined) return;
  requirePaid(workspace);
  await makeDocument(backend, {
    workspace,
    design: { id: item.design_id, version: item.design_version, page: item.page, variables: item.variables },
    variables: JSON.parse(item.item_variables),
    fileName: item.file_name,
    signal: job.signal,
    async record(sql, { id }) {
      await sql`
        UPDATE pdf_job_items SET state = 'done', document_id = ${id}
        WHERE job_id = ${item.id} AND position = ${item.position} AND state = 'pending'`;
      // Throws, and so takes document and charge back, when another worker has the job now.
      await job.finish(sql);
    },
  });
}

async function findItem({ store }: Backend, { jobId, position }: ItemRef): Promise<ItemWork | undefined> {
  const [item] = await store.sql<ItemWork>`
    SELECT jobs.id, workspace_id, design_id, design_version, page, jobs.variables, position, file_name,
      items.variables AS item_variables
    FROM pdf_job_items items JOIN pdf_jobs jobs ON jobs.id = items.job_id
    WHERE jobs.id = ${jobId} AND position = ${position} AND state = 'pending'`;
  return item;
}

async function markFailed(sql: TransactionSql, { jobId, position }: ItemRef, error: unknown): Promise<void> {
  const { code, message } = faultOf(error);
  await sql`
    UPDATE pdf_job_items SET state = 'failed', error_code = ${code}, error_message = ${message}
    WHERE job_id = ${jobId} AND position = ${position} AND state = 'pending'`;
}
