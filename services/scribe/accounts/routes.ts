import { validateQuery } from "errata/hono";
import type { Hono } from "hono";
import type { Backend } from "../backend.ts";
import { type ScribeEnv, validateBoundedBody } from "../http.ts";
import { type AccountView, readAccount } from "./account.ts";
import { configure, NewConfiguration, parseTemplate } from "./configuration.ts";
import { listUsage, UsageQuery } from "./usage.ts";

/** Adds the routes of the caller's own account. */
export function accountRoutes(app: Hono<ScribeEnv>, backend: Backend): void {
  const view = async (accountId: string): Promise<AccountView> => {
    const account = await readAccount(backend.store.sql, accountId);
    return {
      id: accountId,
      name: account?.name ?? "",
      provider: account?.provider ?? null,
      template: parseTemplate(account?.template ?? "null") ?? null,
      providers: [...backend.writers.keys()],
      notesCharged: account?.notesCharged ?? 0,
    };
  };

  app.get("/v1/account", async (c) => c.json(await view(c.get("account").id)));

  app.get("/v1/usage/movements", async (c) =>
    c.json(await listUsage(backend, c.get("account").id, await validateQuery(c, UsageQuery))),
  );

  app.put("/v1/account/configuration", async (c) => {
    const { id } = c.get("account");
    await configure(backend, id, await validateBoundedBody(c, NewConfiguration));
    return c.json(await view(id));
  });
}
