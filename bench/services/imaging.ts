import { keyManagement } from "errata/guards";
import { Hono } from "hono";
import { imagingApi } from "../../services/imaging/api.ts";
import { createCustomer, NewCustomer } from "../../services/imaging/customers/create-customer.ts";
import { partnerKeys } from "../../services/imaging/partners/keys.ts";
import { openAccount } from "../../services/imaging/partners/open-account.ts";
import { type Partner, readPartner } from "../../services/imaging/partners/partner.ts";
import { openImaging } from "../../services/imaging/service.ts";
import type { OpenBenched } from "./benched-api.ts";
import { eachTenant, inTurn } from "./each-tenant.ts";

/** Creates customers, each charged to its partner's credits; the error is a request without a key. */
export const openImagingBench: OpenBenched = async (place) => {
  const service = await openImaging(place);
  const { backend } = service;
  const management = keyManagement({ format: partnerKeys.live, ...backend });
  const plans = [{ id: "professional", retailPrice: 99 }];
  const tenants = await eachTenant(async (name) => {
    const tenant = await openAccount(backend, { name, tier: "reseller", credits: 1e9, plans });
    const { secret } = await management.mint({ tenant });
    return { key: secret, partner: (await readPartner(backend.store.sql, tenant)) as Partner };
  });
  const nextPartner = inTurn(tenants.map(({ partner }) => partner));

  const plain = new Hono();
  plain.post("/v1/customers", async (c) => {
    if (c.req.header("authorization") === undefined)
      return c.json({ success: false, error: { code: "UNAUTHENTICATED", message: "An API key is required." } }, 401);
    const data = await createCustomer(backend, nextPartner(), NewCustomer.parse(await c.req.json()));
    return c.json({ success: true, data }, 201);
  });

  const path = "/v1/customers";
  const json = { "content-type": "application/json" };
  const body = JSON.stringify({ name: "Ada", email: "[<id>]@example.com", planId: "professional" });
  return {
    api: imagingApi(service),
    plain,
    main: tenants.map(({ key }) => ({
      method: "POST",
      path,
      headers: { ...json, authorization: `Bearer ${key}` },
      body,
      status: 201,
    })),
    error: { method: "POST", path, headers: json, body, status: 401 },
  };
};
