import type { TransactionSql } from "errata/store";
import { z } from "zod";
import { Id, newId } from "../../shared/http/index.ts";
import type { Finish } from "../../shared/idempotency/index.ts";
import type { Backend } from "../backend.ts";
import { pdf } from "../contract.ts";
import { findDesign } from "../designs/design.ts";
import { documentOptions } from "../designs/page-description.ts";
import { boundedArray, ExternalId, FileName, JsonObject, Version } from "../fields.ts";
import type { Workspace } from "../workspaces/workspace.ts";
import { queueId } from "./change-job.ts";
import { type Job, type JobView, viewJob } from "./job.ts";

/** Body of `POST /v1/jobs`. Variables are validated when their document is generated. */
export const NewJob = z.strictObject({
  designId: Id.describe("Design of the documents."),
  version: Version,
  documents: boundedArray(
    z.strictObject({
      variables: JsonObject.describe("Variables of the document."),
      fileName: FileName.optional(),
      externalId: ExternalId,
      ...documentOptions,
    }),
    pdf.limits.batchItems,
  ).describe("The documents."),
});

/**
 * Starts a job. Its rows are inserted and enqueued in one transaction. Each document is charged when it is generated, and
 * workspaces take turns.
 *
 * @param finish runs last in the transaction
 * @returns what `finish` returns
 * @throws DESIGN_NOT_FOUND; INSUFFICIENT_CREDITS if there is less than one credit per document
 */
export async function startJob<Result>(
  { store, creditLedger, jobQueue, clock }: Backend,
  workspace: Workspace,
  { designId, version, documents }: z.output<typeof NewJob>,
  finish: Finish<JobView, Result>,
): Promise<Result> {
  const design = await findDesign(store.sql, workspace.id, designId, version);
  const { available } = await creditLedger.read(store.sql, workspace.id);
  if (available < documents.length) {
    throw pdf.error.INSUFFICIENT_CREDITS({ required: documents.length, current: available });
  }
  const job: Job = {
    id: newId("job"),
    workspace_id: workspace.id,
    design_id: design.id,
    design_version: design.version,
    page: design.page,
    variables: design.variables,
    total: documents.length,
    created_at: clock(),
  };
  const result = await store.transaction(
    async (sql) => {
      await insertJob(sql, job);
      for (const [position, document] of documents.entries()) {
        const { variables, externalId, fileName = `document-${position + 1}.pdf`, ...options } = document;
        await sql`
          INSERT INTO pdf_job_items (job_id, position, file_name, external_id, variables, options, state)
          VALUES (${job.id}, ${position}, ${fileName}, ${externalId ?? null}, ${JSON.stringify(variables)}, ${JSON.stringify(options)}, 'pending')`;
        const payload = { jobId: job.id, position };
        await jobQueue.enqueue(sql, { id: queueId(payload), group: workspace.id, payload });
      }
      return await finish(sql, await viewJob(sql, job), { subject: job.id });
    },
    { sqlOnly: true },
  );
  jobQueue.wake();
  return result;
}

async function insertJob(sql: TransactionSql, job: Job): Promise<void> {
  await sql`
    INSERT INTO pdf_jobs (id, workspace_id, design_id, design_version, page, variables, total, created_at)
    VALUES (${job.id}, ${job.workspace_id}, ${job.design_id}, ${job.design_version}, ${job.page}, ${job.variables},
      ${job.total}, ${job.created_at})`;
}
