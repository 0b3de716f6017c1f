import { Hono } from "hono";
import { type Caller, scopesOfRole } from "../../services/orders/accounts/caller.ts";
import { addUser, openAccount } from "../../services/orders/accounts/open-account.ts";
import { ordersApi } from "../../services/orders/api.ts";
import { createOrder, NewOrder } from "../../services/orders/orders/create-order.ts";
import { viewOrder } from "../../services/orders/orders/order.ts";
import { openOrders } from "../../services/orders/service.ts";
import type { OpenBenched } from "./benched-api.ts";
import { eachTenant } from "./each-tenant.ts";

/** Creates orders; the error is a request without a token. */
export const openOrdersBench: OpenBenched = async (place) => {
  const service = await openOrders(place);
  const { backend } = service;
  const scopes = scopesOfRole.admin;
  const tenants = await eachTenant<Caller>(400, async (accountName) => {
    const planId = "business";
    const accountId = await openAccount(backend, { name: accountName, planId });
    const userId = await addUser(backend, accountId, { name: "Bench", role: "admin" });
    const credential = await backend.tokens.issue(userId, scopes, 3_600);
    return { credential, account: { userId, accountId, accountName, planId, deadlineMs: null, scopes } };
  });

  const plain = new Hono();
  plain.post("/v1/orders", async (c) => {
    const authorization = c.req.header("authorization");
    if (authorization === undefined) return c.json({ code: "AUTH_NOT_AUTHENTICATED", message: "Sign in first." }, 401);
    const caller = tenants.find(authorization);
    const wanted = NewOrder.parse(await c.req.json());
    const order = await backend.store.transaction((sql) => createOrder(backend, sql, caller, wanted));
    return c.json(viewOrder(order), 201);
  });

  const call = { method: "POST", path: "/v1/orders" } as const;
  const json = { "content-type": "application/json" };
  const body = JSON.stringify({ type: "inspect" });
  return {
    api: ordersApi(service),
    plain,
    main: tenants.all.map(({ authorization }) => ({ ...call, headers: { ...json, authorization }, body, status: 201 })),
    error: { ...call, headers: json, body, status: 401 },
  };
};
