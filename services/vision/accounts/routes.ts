import { validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { listStorage } from "../../shared/files/index.ts";
import type { Backend } from "../backend.ts";
import { ListQuery, type VisionEnv } from "../http.ts";
import type { AccountView } from "./operations.ts";
import { listUsage, readUsage, UsageQuery } from "./usage.ts";

/** Adds the routes of the caller's own account. */
export function accountRoutes(app: Hono<VisionEnv>, backend: Backend): void {
  app.get("/v1/account", async (c) => {
    const account = c.get("account");
    const { id, name, plan, subscription } = account;
    const view: AccountView = { id, name, plan, subscription, usage: await readUsage(backend, account) };
    return c.json(view);
  });

  app.get("/v1/storage/movements", async (c) =>
    c.json(await listStorage(backend, c.get("account").id, await validateQuery(c, ListQuery), "img")),
  );

  app.get("/v1/usage/movements", async (c) =>
    c.json(await listUsage(backend, c.get("account"), await validateQuery(c, UsageQuery))),
  );
}
