import type { Sql } from "errata/store";
import { z } from "zod";
import { isoTime, Time } from "../../shared/http/index.ts";
import { pdf } from "../contract.ts";

/** A row of the jobs. It contains the design, so that later changes to the design do not affect the job. */
export interface Job {
  readonly id: string;
  readonly workspace_id: string;
  readonly design_id: string;
  readonly design_version: number;
  readonly page: string;
  readonly variables: string;
  readonly total: number;
  readonly created_at: number;
}

/** A job without its design. */
export type JobHead = Pick<Job, "id" | "design_id" | "design_version" | "total" | "created_at">;

/** A row of the documents of a job. */
export interface Item {
  /** From 0, in the order of the request. */
  readonly position: number;
  readonly state: "pending" | "done" | "failed";
  readonly document_id: string | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
}

/** Number of documents by state. */
export type JobCounts = Readonly<Record<z.output<typeof ItemView>["state"], number>>;

/** Payload of the queue: the row of a document. */
export interface ItemRef {
  readonly jobId: string;
  readonly position: number;
}

/** Finds a job of a workspace. @throws NOT_FOUND */
export async function findJob(sql: Sql, workspaceId: string, jobId: string): Promise<Job> {
  const [job] = await sql<Job>`
    SELECT id, workspace_id, design_id, design_version, page, variables, total, created_at FROM pdf_jobs
    WHERE id = ${jobId} AND workspace_id = ${workspaceId}`;
  if (job === undefined) throw pdf.error.NOT_FOUND();
  return job;
}

/** Finds the generated document at a position of a job. @throws PDF_NOT_FOUND if it is pending, failed or does not exist */
export async function findOutput(sql: Sql, { id }: Job, position: string): Promise<string> {
  if (!/^\d{1,6}$/.test(position)) throw pdf.error.PDF_NOT_FOUND();
  const [item] = await sql<Pick<Item, "document_id">>`
    SELECT document_id FROM pdf_job_items WHERE job_id = ${id} AND position = ${Number(position)}`;
  if (item === undefined || item.document_id === null) throw pdf.error.PDF_NOT_FOUND();
  return item.document_id;
}

/** A document of a job as the API returns it. */
const ItemView = z.object({
  position: z.int().min(0).describe("Position in the request, from 0."),
  state: z.enum(["pending", "done", "failed", "cancelled"]).describe("State of the document."),
  pdfId: z.string().nullable().describe("Id of the document; null unless the state is `done`."),
  error: z
    .object({ code: z.string().describe("Code of the error."), message: z.string().describe("Its message.") })
    .nullable()
    .describe(
      "The error that a request for this document alone would have returned, with the path of the field in the job: `documents.3.variables.name`.",
    ),
});

/** A document of a job as the API returns it. */
type ItemView = z.output<typeof ItemView>;

/** A job in a list, without its documents. */
export const JobSummary = z
  .object({
    id: z.string().describe("Id of the job."),
    designId: z.string().describe("Design of the documents."),
    designVersion: z.int().min(1).describe("Version of that design."),
    state: z.enum(["running", "finished"]).describe("`finished` once no document is pending."),
    total: z.int().min(1).describe("Number of documents."),
    done: z.int().min(0).describe("Documents that were generated."),
    failed: z.int().min(0).describe("Documents that failed."),
    cancelled: z.int().min(0).describe("Documents that were not generated because the job was cancelled."),
    createdAt: Time.describe("When the job was started."),
  })
  .meta({ title: "JobSummary" });

/** A job as the API returns it. */
export const JobView = JobSummary.extend({
  documents: z.array(ItemView).max(pdf.limits.batchItems).describe("The documents, in the order of the request."),
}).meta({ title: "Job" });

/** A job as the API returns it. */
export type JobView = z.output<typeof JobView>;

/** Renders a job with its progress as the API returns it. */
export async function viewJob(sql: Sql, job: Job): Promise<JobView> {
  const items = await sql<Item>`
    SELECT position, state, document_id, error_code, error_message FROM pdf_job_items
    WHERE job_id = ${job.id} ORDER BY position`;
  const documents = items.map(viewItem);
  const count = (state: ItemView["state"]): number => documents.filter((item) => item.state === state).length;
  return {
    ...summaryOf(job, {
      pending: count("pending"),
      done: count("done"),
      failed: count("failed"),
      cancelled: count("cancelled"),
    }),
    documents,
  };
}

/** Renders a job without its documents. */
export function summaryOf(job: JobHead, counts: JobCounts): z.output<typeof JobSummary> {
  const { pending, done, failed, cancelled } = counts;
  return {
    id: job.id,
    designId: job.design_id,
    designVersion: job.design_version,
    state: pending > 0 ? "running" : "finished",
    total: job.total,
    ...{ done, failed, cancelled },
    createdAt: isoTime(job.created_at),
  };
}

function viewItem({ position, state, document_id, error_code, error_message }: Item): ItemView {
  const error = error_code === null ? null : { code: error_code, message: error_message ?? "" };
  // A failed document always has an error; the column's constraint knows no other state.
  const isCancelled = state === "failed" && error === null;
  return { position, state: isCancelled ? "cancelled" : state, pdfId: document_id, error };
}
