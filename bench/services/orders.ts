import { Hono } from "hono";
import { addUser, openAccount } from "../../services/orders/accounts/account.ts";
import { type Caller, scopesOfRole } from "../../services/orders/accounts/caller.ts";
import { openOrders } from "../../services/orders/api.ts";
import { createOrder, NewOrder } from "../../services/orders/orders/create-order.ts";
import { viewOrder } from "../../services/orders/orders/order.ts";
import type { OpenBenched } from "./benched-api.ts";
import { eachTenant } from "./each-tenant.ts";

/** Creates orders. The error is a request without a token. */
export const openOrdersBench: OpenBenched = async (environment) => {
  const service = await openOrders(environment);
  const { backend } = service;
  const scopes = scopesOfRole.admin;
  const tenants = await eachTenant<Caller>(400, async (accountName) => {
    const planId = "business";
    const accountId = await openAccount(backend, { name: accountName, planId });
    const userId = await addUser(backend, accountId, { name: "Bench", role: "admin" });
    const { token: credential, id: tokenId } = await backend.tokens.issue(userId, scopes, 3_600);
    return { credential, account: { userId, tokenId, accountId, accountName, planId, deadlineMs: null, scopes } };
  });

  const plain = new Hono();
  plain.post("/v1/orders", async (c) => {
    const authorization = c.req.header("authorization");
    if (authorization === undefined) return c.json({ code: "AUTH_NOT_AUTHENTICATED", message: "Sign in first." }, 401);
    const caller = tenants.find(authorization);
    const requested = NewOrder.parse(await c.req.json());
    const order = await backend.store.transaction((sql) => createOrder(backend, sql, caller, requested));
    return c.json(viewOrder(order), 201);
  });

  const call = { method: "POST", path: "/v1/orders" } as const;
  const json = { "content-type": "application/json" };
  const body = JSON.stringify({ type: "inspect" });
  return {
    api: service,
    plain,
    main: tenants.all.map(({ authorization }) => ({ ...call, headers: { ...json, authorization }, body, status: 201 })),
    error: { ...call, headers: json, body, status: 401 },
  };
};
