import { validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { idParam } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { pdf } from "../contract.ts";
import { findDocument } from "../documents/document.ts";
import { downloadDocument } from "../documents/download-document.ts";
import { ok, type PdfContext, type PdfEnv, type PdfOnce, validateBoundedBody } from "../http.ts";
import { requireFeature } from "../workspaces/plans.ts";
import { requirePaid, requireRole } from "../workspaces/workspace.ts";
import { archiveJob } from "./archive-job.ts";
import { cancelJob, deleteJob, retryJob } from "./change-job.ts";
import { findJob, findOutput, type Job, viewJob } from "./job.ts";
import { JobQuery, listJobs } from "./list-jobs.ts";
import { NewJob, startJob } from "./start-job.ts";

/** Adds the routes of jobs. */
export function jobRoutes(app: Hono<PdfEnv>, backend: Backend, once: PdfOnce): void {
  const { sql } = backend.store;
  const jobOf = (c: PdfContext): Promise<Job> => findJob(sql, c.get("caller").workspace.id, idParam(c, "jobId"));

  app.post("/v1/jobs", async (c) => {
    const { workspace } = c.get("caller");
    requireFeature(workspace, "batchGenerate");
    requireRole(c.get("caller"), "editor");
    requirePaid(workspace);
    const input = await validateBoundedBody(c, NewJob, pdf.limits.jobValues);
    return await once(c, (finish) => startJob(backend, workspace, input, finish), { status: 202 });
  });

  app.get("/v1/jobs", async (c) =>
    ok(c, await listJobs(backend, c.get("caller").workspace.id, await validateQuery(c, JobQuery))),
  );

  app.post("/v1/jobs/:jobId/cancel", async (c) => {
    requireRole(c.get("caller"), "editor");
    return ok(c, await cancelJob(backend, await jobOf(c)));
  });

  app.post("/v1/jobs/:jobId/retry", async (c) => {
    requireFeature(c.get("caller").workspace, "batchGenerate");
    requireRole(c.get("caller"), "editor");
    requirePaid(c.get("caller").workspace);
    const job = await jobOf(c);
    return await once(c, (finish) => retryJob(backend, job, finish), { status: 202 });
  });

  app.get("/v1/jobs/:jobId/archive", async (c) => await archiveJob(c, backend, await jobOf(c)));

  app.get("/v1/jobs/:jobId", async (c) => ok(c, await viewJob(sql, await jobOf(c))));

  app.delete("/v1/jobs/:jobId", async (c) => {
    requireRole(c.get("caller"), "editor");
    return ok(c, await deleteJob(backend, await jobOf(c)));
  });

  app.get("/v1/jobs/:jobId/documents/:position", async (c) => {
    const { workspace } = c.get("caller");
    const documentId = await findOutput(sql, await jobOf(c), idParam(c, "position"));
    return await downloadDocument(c, backend, await findDocument(sql, workspace.id, documentId));
  });
}
