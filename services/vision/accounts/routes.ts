import type { Hono } from "hono";
import type { Backend } from "../backend.ts";
import type { VisionEnv } from "../http.ts";
import type { AccountView } from "./operations.ts";
import { readUsage } from "./usage.ts";

/** Adds the route of the caller's own account. */
export function accountRoutes(app: Hono<VisionEnv>, backend: Backend): void {
  app.get("/v1/account", async (c) => {
    const account = c.get("account");
    const { id, name, plan, subscription } = account;
    const view: AccountView = { id, name, plan, subscription, usage: await readUsage(backend, account) };
    return c.json(view);
  });
}
