import { validateBody, validateQuery } from "errata/hono";
import type { TransactionSql } from "errata/store";
import type { Hono } from "hono";
import { idParam } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import type { OrdersContext, OrdersEnv, OrdersOnce } from "../http.ts";
import { requireScope } from "./caller.ts";
import { listTokens, revokeToken, revokeTokens, TokenQuery } from "./issued-tokens.ts";
import { type AccountView, NewToken, PlanChange } from "./operations.ts";
import { findPlan, plans, viewPlan } from "./plans.ts";
import { grantAllowance, listUsage, readUsage, UsageQuery } from "./usage.ts";

/** Adds the routes of accounts, plans and tokens. */
export function accountRoutes(app: Hono<OrdersEnv>, backend: Backend, once: OrdersOnce): void {
  const { store, tokens } = backend;

  app.get("/v1/account", async (c) => c.json(await viewAccount(backend, c)));

  app.get("/v1/usage/movements", async (c) => {
    const query = await validateQuery(c, UsageQuery);
    return c.json(await listUsage(backend, c.get("caller"), query));
  });

  app.put("/v1/account/plan", async (c) => {
    const { accountId } = c.get("caller");
    const { id } = findPlan((await validateBody(c, PlanChange)).planId);
    await store.transaction(
      async (sql) => {
        await sql`UPDATE orders_accounts SET plan_id = ${id} WHERE id = ${accountId}`;
        await grantAllowance(backend, sql, { accountId, planId: id });
      },
      { sqlOnly: true },
    );
    return c.json(await viewAccount(backend, c, id));
  });

  app.get("/v1/plans", (c) => c.json({ items: plans.filter(({ isSold }) => isSold).map(viewPlan) }));

  app.get("/v1/plans/:planId", (c) => c.json(viewPlan(findPlan(c.req.param("planId")))));

  app.post("/v1/tokens", async (c) => {
    const caller = c.get("caller");
    return await once(c, async (finish) => {
      const { scopes: requested = caller.scopes, expiresInSec } = await validateBody(c, NewToken);
      for (const scope of requested) requireScope(caller, scope);
      const issue = async (sql: TransactionSql) => {
        const { id, token } = await tokens.issue(caller.userId, requested, expiresInSec, sql);
        return await finish(sql, { id, scopes: requested, expiresInSec }, { secret: { token } });
      };
      return await store.transaction(issue);
    });
  });

  app.get("/v1/tokens", async (c) =>
    c.json(await listTokens(backend, c.get("caller"), await validateQuery(c, TokenQuery))),
  );

  app.delete("/v1/tokens", async (c) => {
    await revokeTokens(backend, c.get("caller").userId);
    return c.body(null, 204);
  });

  app.delete("/v1/tokens/:tokenId", async (c) =>
    c.json(await revokeToken(backend, c.get("caller"), idParam(c, "tokenId"))),
  );
}

async function viewAccount(backend: Backend, c: OrdersContext, planId = c.get("caller").planId): Promise<AccountView> {
  const { accountId, accountName, userId, scopes: granted } = c.get("caller");
  const usage = await readUsage(backend, backend.store.sql, { accountId, planId });
  return { id: accountId, name: accountName, planId, user: { id: userId, scopes: [...granted] }, usage };
}
