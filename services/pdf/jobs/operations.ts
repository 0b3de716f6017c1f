import type { OperationDescription } from "errata/openapi";
import { z } from "zod";
import { describeDownload } from "../../shared/files/index.ts";
import { Id } from "../../shared/http/index.ts";
import { JobView } from "./job.ts";
import { NewJob } from "./start-job.ts";

const tag = "Jobs";
const jobId = Id.describe("Id of the job.");

/** Inputs and outputs of the operations of jobs. */
export const jobOperations = {
  "POST /v1/jobs": {
    tag,
    summary: "Generates several documents in the background.",
    description:
      "Needs the role `editor`, and a plan that includes batches. Each document is validated and charged when it is generated.",
    body: NewJob,
    responses: { 202: { description: "The job.", body: JobView } },
  },
  "GET /v1/jobs/{jobId}": {
    tag,
    summary: "Returns a job with its progress.",
    path: { jobId },
    responses: { 200: { description: "The job.", body: JobView } },
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
