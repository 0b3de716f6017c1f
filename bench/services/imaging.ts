import { Hono } from "hono";
import { openImaging } from "../../services/imaging/api.ts";
import { createCustomer, NewCustomer } from "../../services/imaging/customers/create-customer.ts";
import { openAccount } from "../../services/imaging/partners/open-account.ts";
import { type Partner, readPartner } from "../../services/imaging/partners/partner.ts";
import type { OpenBenched } from "./benched-api.ts";
import { eachTenant } from "./each-tenant.ts";

/** Creates customers, each charged to its partner. The error is a request without a key. */
export const openImagingBench: OpenBenched = async (environment) => {
  const service = await openImaging(environment);
  const { backend } = service;
  const plans = [{ id: "professional", retailPrice: 99 }];
  const tenants = await eachTenant(400, async (name) => {
    const tenant = await openAccount(backend, { name, tier: "reseller", credits: 1e9, plans });
    const { secret } = await backend.partnerKeys.live.mint({ tenant });
    return { credential: secret, account: (await readPartner(backend.store.sql, tenant)) as Partner };
  });

  const plain = new Hono();
  plain.post("/v1/customers", async (c) => {
    const authorization = c.req.header("authorization");
    if (authorization === undefined)
      return c.json({ success: false, error: { code: "UNAUTHENTICATED", message: "An API key is required." } }, 401);
    const input = NewCustomer.parse(await c.req.json());
    return c.json(
      {
        success: true,
        data: await createCustomer(backend, tenants.find(authorization), input, async (_, view) => view),
      },
      201,
    );
  });

  const call = { method: "POST", path: "/v1/customers" } as const;
  const json = { "content-type": "application/json" };
  const body = JSON.stringify({ name: "Ada", email: "[<id>]@example.com", planId: "professional" });
  return {
    api: service,
    plain,
    main: tenants.all.map(({ authorization }) => ({ ...call, headers: { ...json, authorization }, body, status: 201 })),
    error: { ...call, headers: json, body, status: 401 },
  };
};
