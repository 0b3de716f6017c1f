import { validateBody, validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { idParam, toPage } from "../../shared/http/index.ts";
import { requirePaid } from "../accounts/account.ts";
import type { Backend } from "../backend.ts";
import type { VisionEnv, VisionOnce } from "../http.ts";
import { type Analysis, AnalysisQuery, deleteAnalysis, findAnalysis, toWire } from "./analysis.ts";
import { createAnalysis, NewAnalysis } from "./create-analysis.ts";

/** Adds the routes of analyses. */
export function analysisRoutes(app: Hono<VisionEnv>, backend: Backend, once: VisionOnce): void {
  const { sql } = backend.store;

  app.post("/v1/analyses", async (c) => {
    const account = c.get("account");
    requirePaid(account);
    // Read before the body, because a signal that is created later never aborts.
    const disconnected = c.req.raw.signal;
    return await once(c, async (finish) =>
      createAnalysis(backend, account, await validateBody(c, NewAnalysis), disconnected, finish),
    );
  });

  app.get("/v1/analyses", async (c) => {
    const { limit, cursor, createdFrom, createdBefore, imageId = "" } = await validateQuery(c, AnalysisQuery);
    const rows = await sql<Analysis>`
      SELECT id, provider, results, created_at FROM vision_analyses
      WHERE account_id = ${c.get("account").id}
        AND created_at >= ${createdFrom} AND created_at < ${createdBefore}
        AND ('' = ${imageId} OR id IN (SELECT analysis_id FROM vision_analysis_images WHERE image_id = ${imageId}))
        AND (created_at < ${cursor.createdAt} OR (created_at = ${cursor.createdAt} AND id < ${cursor.id}))
      ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
    return c.json(toPage(rows, limit, toWire));
  });

  app.get("/v1/analyses/:analysisId", async (c) => {
    return c.json(toWire(await findAnalysis(sql, c.get("account"), idParam(c, "analysisId"))));
  });

  app.delete("/v1/analyses/:analysisId", async (c) => {
    return c.json(await deleteAnalysis(backend, c.get("account"), idParam(c, "analysisId")));
  });
}
