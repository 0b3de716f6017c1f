import type { TransactionSql } from "errata/store";
import { LeaseLost, type Job as QueueJob, type Worker, worker } from "../../shared/queue/index.ts";
import type { Backend } from "../backend.ts";
import type { DocumentOptions } from "../designs/page-description.ts";
import { generateDocument } from "../documents/generate-document.ts";
import { toApiError, withPath } from "../errors/translate.ts";
import { readWorkspace, requirePaid } from "../workspaces/workspace.ts";
import type { ItemRef, Job } from "./job.ts";

interface ItemWork extends Omit<Job, "total" | "created_at"> {
  readonly position: number;
  readonly file_name: string;
  readonly external_id: string | null;
  readonly item_variables: string;
  /** `DocumentOptions` as JSON. */
  readonly options: string;
}

/**
 * Creates the worker that generates the documents of jobs. A document that cannot be generated is marked as failed, with
 * the error that a request would have returned. Failures on our side, and rate limits, are retried first.
 *
 * @param onFailure receives the error of each attempt that is retried
 */
export function documentWorker(backend: Backend, onFailure: (error: unknown, job: string) => void): Worker {
  return worker({
    queue: backend.jobQueue,
    concurrency: 2,
    onFailure: (error, jobId) => onFailure(error, `document ${jobId}`),
    handle: (job) => handle(backend, job),
    // The document failed on our side, or its worker died, in every attempt.
    onFailed: (sql, { payload }, error) => markFailed(sql, payload, error),
  });
}

async function handle(backend: Backend, job: QueueJob<ItemRef>): Promise<void> {
  try {
    await generateItem(backend, job);
  } catch (error) {
    const isLost = error instanceof LeaseLost || job.signal.reason instanceof LeaseLost;
    // The document was cancelled in the meantime, or another worker generated it.
    if (isLost && (await findItem(backend, job.payload)) === undefined) return job.markRemoved();
    const { code, status } = toApiError(error);
    const isTemporary = status >= 500 || code === "RATE_LIMITED";
    // The job of a document that fails on our side is kept after its last attempt, so that operators see it.
    if (job.signal.aborted || isTemporary) throw error;
    await backend.store.transaction(async (sql) => {
      await markFailed(sql, job.payload, error);
      await job.finish(sql);
    });
  }
}

async function generateItem(backend: Backend, job: QueueJob<ItemRef>): Promise<void> {
  const item = await findItem(backend, job.payload);
  const workspace = item && (await readWorkspace(backend.store.sql, item.workspace_id));
  // Another worker generated it, whose lease ended before it finished the job.
  if (item === undefined || workspace === undefined) return;
  requirePaid(workspace);
  await generateDocument(backend, {
    workspace,
    design: { id: item.design_id, version: item.design_version, page: item.page, variables: item.variables },
    variables: item.item_variables,
    fileName: item.file_name,
    externalId: item.external_id ?? undefined,
    options: JSON.parse(item.options) as DocumentOptions,
    signal: job.signal,
    async onGenerated(sql, { id }) {
      await sql`
        UPDATE pdf_job_items SET state = 'done', document_id = ${id}, variables = '{}'
        WHERE job_id = ${item.id} AND position = ${item.position} AND state = 'pending'`;
      // Throws if another worker has the job now, which rolls back the document and the charge.
      await job.finish(sql);
    },
  });
}

async function findItem({ store }: Backend, { jobId, position }: ItemRef): Promise<ItemWork | undefined> {
  const [item] = await store.sql<ItemWork>`
    SELECT jobs.id, workspace_id, design_id, design_version, page, jobs.variables, position, file_name, external_id,
      items.variables AS item_variables, options
    FROM pdf_job_items items JOIN pdf_jobs jobs ON jobs.id = items.job_id
    WHERE jobs.id = ${jobId} AND position = ${position} AND state = 'pending'`;
  return item;
}

async function markFailed(sql: TransactionSql, { jobId, position }: ItemRef, error: unknown): Promise<void> {
  const { code, message } = withPath(toApiError(error), position);
  await sql`
    UPDATE pdf_job_items SET state = 'failed', error_code = ${code}, error_message = ${message}
    WHERE job_id = ${jobId} AND position = ${position} AND state = 'pending'`;
}
