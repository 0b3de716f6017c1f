import { validateBody, validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { z } from "zod";
import { idParam, toPage } from "../../shared/http/index.ts";
import { requirePaid } from "../accounts/account.ts";
import type { Backend } from "../backend.ts";
import { listQuery, type VisionEnv } from "../http.ts";
import { analyse, NewAnalysis } from "./analyse.ts";
import { type Analysis, findAnalysis, viewAnalysis } from "./analysis.ts";

const AnalysisQuery = z.strictObject(listQuery);

/** Adds the analyses of an account's images. */
export function analysisRoutes(app: Hono<VisionEnv>, backend: Backend): void {
  const { sql } = backend.store;

  app.post("/v1/analyses", async (c) => {
    const account = c.get("account");
    requirePaid(account);
    // Before the body is read: a signal that is asked for too late never aborts.
    const left = c.req.raw.signal;
    return c.json(await analyse(backend, account, await validateBody(c, NewAnalysis), left), 201);
  });

  app.get("/v1/analyses", async (c) => {
    const { limit, cursor } = await validateQuery(c, AnalysisQuery);
    const rows = await sql<Analysis>`
      SELECT id, provider, results, created_at FROM vision_analyses
      WHERE account_id = ${c.get("account").id}
        AND (created_at < ${cursor.createdAt} OR (created_at = ${cursor.createdAt} AND id < ${cursor.id}))
      ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
    return c.json(toPage(rows, limit, viewAnalysis));
  });

  app.get("/v1/analyses/:analysisId", async (c) => {
    return c.json(viewAnalysis(await findAnalysis(sql, c.get("account"), idParam(c, "analysisId"))));
  });
}
