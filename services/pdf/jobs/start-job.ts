import type { TransactionSql } from "errata/store";
import { z } from "zod";
import { Id, newId } from "../../shared/http/index.ts";
import type { Queue } from "../../shared/queue/index.ts";
import type { Backend } from "../backend.ts";
import { pdf } from "../contract.ts";
import { findDesign } from "../designs/design.ts";
import { Variables } from "../designs/variables.ts";
import { FileName } from "../documents/file-name.ts";
import type { Workspace } from "../workspaces/workspace.ts";
import { type Job, type JobView, viewJob } from "./job.ts";

/** Body of `POST /v1/jobs`. */
export const NewJob = z.strictObject({
  designId: Id,
  version: z.number().int().min(1).max(1_000_000_000).optional(),
  /** What the schema of the design says of the variables is checked as each document is made. */
  documents: z
    .array(z.strictObject({ variables: Variables, fileName: FileName.optional() }))
    .min(1)
    .max(pdf.limits.batchItems),
});

/** What the queue keeps of a document: where to find the rest. */
export interface ItemRef {
  readonly jobId: string;
  readonly position: number;
}

/**
 * Starts a batch. Its rows and its work come into being together; each document is charged by itself, when it is made.
 *
 * @throws DESIGN_NOT_FOUND; INSUFFICIENT_CREDITS when not even one credit for each document is there
 */
export async function startJob(
  backend: Backend,
  queue: Queue<ItemRef>,
  workspace: Workspace,
  { designId, version, documents }: z.output<typeof NewJob>,
): Promise<JobView> {
  const design = await findDesign(backend.store.sql, workspace.id, designId, version);
  const { available } = await backend.creditLedger.read(backend.store.sql, workspace.id);
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
    created_at: backend.clock(),
  };
  await backend.store.transaction(
    async (sql) => {
      await insertJob(sql, job);
      for (const [position, { variables, fileName = `document-${position + 1}.pdf` }] of documents.entries()) {
        await sql`
          INSERT INTO pdf_job_items (job_id, position, file_name, variables, state)
          VALUES (${job.id}, ${position}, ${fileName}, ${JSON.stringify(variables)}, 'pending')`;
        await queue.enqueue(sql, { id: `${job.id}-${position}`, payload: { jobId: job.id, position } });
      }
    },
    { sqlOnly: true },
  );
  queue.wake();
  return await viewJob(backend.store.sql, job);
}

async function insertJob(sql: TransactionSql, job: Job): Promise<void> {
  await sql`
    INSERT INTO pdf_jobs (id, workspace_id, design_id, design_version, page, variables, total, created_at)
    VALUES (${job.id}, ${job.workspace_id}, ${job.design_id}, ${job.design_version}, ${job.page}, ${job.variables},
      ${job.total}, ${job.created_at})`;
}
