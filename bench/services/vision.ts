import { Hono } from "hono";
import { picture } from "../../services/testing/picture.ts";
import { type Account, readAccount } from "../../services/vision/accounts/account.ts";
import { openAccount } from "../../services/vision/accounts/open-account.ts";
import { createAnalysis, NewAnalysis } from "../../services/vision/analyses/create-analysis.ts";
import { openVision } from "../../services/vision/api.ts";
import type { OpenBenched } from "./benched-api.ts";
import { eachTenant } from "./each-tenant.ts";

/** Analyses a small image with the local analyst; the error is a request without a key. */
export const openVisionBench: OpenBenched = async (environment) => {
  const service = await openVision(environment);
  const root = new Hono();
  service.mount(root);
  const { backend } = service;
  const tenants = await eachTenant(100, async (name) => {
    const tenant = await openAccount(backend, { name, plan: "team", monthlyImages: 1e9 });
    const { secret } = await backend.accountKeys.mint({ tenant, scopes: ["*"] });
    const account = (await readAccount(backend.store.sql, tenant)) as Account;
    const headers = { authorization: `Bearer ${secret}`, "content-type": "image/png" };
    const stored = await root.request("/vision/v1/images", { method: "POST", headers, body: await picture() });
    const { id: imageId } = (await stored.json()) as { id: string };
    return { credential: secret, account: { account, imageId } };
  });

  const plain = new Hono();
  plain.post("/v1/analyses", async (c) => {
    const authorization = c.req.header("authorization");
    if (authorization === undefined)
      return c.json({ error: { code: "INVALID_API_KEY", message: "No key.", details: {} }, request_id: "" }, 401);
    const { account } = tenants.find(authorization);
    const { signal } = c.req.raw;
    return c.json(
      await createAnalysis(backend, account, NewAnalysis.parse(await c.req.json()), signal, async (_, view) => view),
      201,
    );
  });

  const call = { method: "POST", path: "/v1/analyses" } as const;
  const json = { "content-type": "application/json" };
  return {
    api: service,
    plain,
    main: tenants.all.map(({ authorization, account: { imageId } }) => ({
      ...call,
      headers: { ...json, authorization },
      body: JSON.stringify({ imageIds: [imageId] }),
      status: 201,
    })),
    error: { ...call, headers: json, body: "{}", status: 401 },
  };
};
