import { validateBody, validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { idParam } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { NamedQuery, type VisionEnv, type VisionOnce } from "../http.ts";
import { findRule, listRules, NewRule, toWire } from "./rule.ts";
import { createRule, deleteRule, replaceRule } from "./save-rule.ts";

/** Adds the routes of rules. */
export function ruleRoutes(app: Hono<VisionEnv>, backend: Backend, once: VisionOnce): void {
  const { sql } = backend.store;

  app.post("/v1/rules", async (c) => {
    return await once(c, async (finish) =>
      createRule(backend, c.get("account"), await validateBody(c, NewRule), finish),
    );
  });

  app.get("/v1/rules", async (c) => {
    return c.json(await listRules(sql, c.get("account"), await validateQuery(c, NamedQuery)));
  });

  app.get("/v1/rules/:ruleId", async (c) => {
    return c.json(toWire(await findRule(sql, c.get("account"), idParam(c, "ruleId"))));
  });

  app.put("/v1/rules/:ruleId", async (c) => {
    const account = c.get("account");
    const { id } = await findRule(sql, account, idParam(c, "ruleId"));
    return c.json(await replaceRule(backend, account, id, await validateBody(c, NewRule)));
  });

  app.delete("/v1/rules/:ruleId", async (c) => {
    await deleteRule(backend, c.get("account"), idParam(c, "ruleId"));
    return c.body(null, 204);
  });
}
