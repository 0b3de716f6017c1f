import type { OperationDescription } from "errata/openapi";
import { z } from "zod";
import { describeDownload } from "../../shared/files/index.ts";
import { Id, pageOf } from "../../shared/http/index.ts";
import { pdf } from "../contract.ts";
import { bodyBounds } from "../http.ts";
import { DeletedJob } from "./change-job.ts";
import { JobSummary, JobView } from "./job.ts";
import { JobQuery } from "./list-jobs.ts";
import { NewJob } from "./start-job.ts";

const tag = "Jobs";
const jobId = Id.describe("Id of the job.");

/** Inputs and outputs of the operations of jobs. */
export const jobOperations = {
  "POST /v1/jobs": {
    tag,
    summary: "Generates several documents in the background.",
    description: `Needs the role \`editor\`, and a plan that includes batches. Each document is validated and charged when it is generated. ${bodyBounds(pdf.limits.jobValues)}`,
    body: NewJob,
    responses: { 202: { description: "The job.", body: JobView } },
  },
  "GET /v1/jobs": {
    tag,
    summary: "Lists the jobs, newest first.",
    query: JobQuery,
    responses: { 200: { description: "A page of jobs.", body: pageOf(JobSummary) } },
  },
  "POST /v1/jobs/{jobId}/cancel": {
    tag,
    summary: "Cancels the documents of a job that are not generated yet.",
    description: "Needs the role `editor`. Cancelled documents cost nothing. A finished job stays as it is.",
    path: { jobId },
    responses: { 200: { description: "The job.", body: JobView } },
  },
  "POST /v1/jobs/{jobId}/retry": {
    tag,
    summary: "Generates the failed documents of a job again.",
    description: "Needs the role `editor`, and a plan that includes batches. Cancelled documents stay cancelled.",
    path: { jobId },
    responses: { 202: { description: "The job.", body: JobView } },
  },
  "GET /v1/jobs/{jobId}/archive": {
    tag,
    summary: "Downloads the documents of a finished job as one ZIP file.",
    description: "The documents are in the order of the request.",
    path: { jobId },
    ...describeDownload("application/zip"),
  },
  "GET /v1/jobs/{jobId}": {
    tag,
    summary: "Returns a job with its progress.",
    path: { jobId },
    responses: { 200: { description: "The job.", body: JobView } },
  },
  "DELETE /v1/jobs/{jobId}": {
    tag,
    summary: "Deletes a finished job with the variables of its documents.",
    description:
      "Needs the role `editor`. The documents remain; `DELETE /v1/pdfs/{pdfId}` deletes each. Cancel a job before, if documents are pending.",
    path: { jobId },
    responses: { 200: { description: "The job was deleted.", body: DeletedJob } },
  },
  "GET /v1/jobs/{jobId}/documents/{position}": {
    tag,
    summary: "Downloads a document of a job.",
    path: {
      jobId,
      position: z
        .string()
        .regex(/^\d{1,6}$/)
        .describe("Position in the request, from 0."),
    },
    ...describeDownload("application/pdf"),
  },
} satisfies Readonly<Record<string, OperationDescription>>;
