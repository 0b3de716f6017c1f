import { validateBody } from "errata/hono";
import type { Hono } from "hono";
import { idParam } from "../../shared/http/index.ts";
import type { Queue } from "../../shared/queue/index.ts";
import type { Backend } from "../backend.ts";
import { findDocument } from "../documents/document.ts";
import { contentHeaders, readContent } from "../documents/read-content.ts";
import { ok, type PdfContext, type PdfEnv } from "../http.ts";
import { requireFeature } from "../workspaces/plans.ts";
import { requireRole } from "../workspaces/roles.ts";
import { requirePaid } from "../workspaces/workspace.ts";
import { findJob, type Job, outputOf, viewJob } from "./job.ts";
import { type ItemRef, NewJob, startJob } from "./start-job.ts";

/** Adds the batches of a workspace. */
export function jobRoutes(app: Hono<PdfEnv>, backend: Backend, queue: Queue<ItemRef>): void {
  const { sql } = backend.store;
  const own = (c: PdfContext): Promise<Job> => findJob(sql, c.get("caller").workspace.id, idParam(c, "jobId"));

  app.post("/v1/jobs", async (c) => {
    const { workspace } = c.get("caller");
    requireFeature(workspace, "batchGenerate");
    requireRole(c.get("caller"), "editor");
    requirePaid(workspace);
    return ok(c, await startJob(backend, queue, workspace, await validateBody(c, NewJob)), 202);
  });

  app.get("/v1/jobs/:jobId", async (c) => ok(c, await viewJob(sql, await own(c))));

  app.get("/v1/jobs/:jobId/documents/:position", async (c) => {
    const { workspace } = c.get("caller");
    const documentId = await outputOf(sql, await own(c), idParam(c, "position"));
    const document = await findDocument(sql, workspace.id, documentId);
    const content = await readContent(backend, workspace.id, document, c.req.raw.signal);
    return c.body(content, 200, contentHeaders(document));
  });
}
