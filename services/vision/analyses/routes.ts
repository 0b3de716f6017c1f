import { validateBody, validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { idParam } from "../../shared/http/index.ts";
import { requirePaid } from "../accounts/account.ts";
import type { Backend } from "../backend.ts";
import type { VisionEnv, VisionOnce } from "../http.ts";
import { AnalysisQuery, deleteAnalysis, findAnalysis, listAnalyses, toWire } from "./analysis.ts";
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
    return c.json(await listAnalyses(sql, c.get("account"), await validateQuery(c, AnalysisQuery)));
  });

  app.get("/v1/analyses/:analysisId", async (c) => {
    return c.json(toWire(await findAnalysis(sql, c.get("account"), idParam(c, "analysisId"))));
  });

  app.delete("/v1/analyses/:analysisId", async (c) => {
    return c.json(await deleteAnalysis(backend, c.get("account"), idParam(c, "analysisId")));
  });
}
