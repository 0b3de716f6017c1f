import { Hono } from "hono";
import { openAccount } from "../../services/scribe/accounts/open-account.ts";
import { sections } from "../../services/scribe/accounts/template.ts";
import { openScribe } from "../../services/scribe/api.ts";
import { createNote } from "../../services/scribe/notes/create-note.ts";
import type { OpenBenched } from "./benched-api.ts";
import { eachTenant } from "./each-tenant.ts";

const text = [
  "I have had a sore throat since Monday, and a fever. It hurts to swallow.",
  "Your temperature is 38.4 degrees. On examination the throat is red. This is most likely a viral pharyngitis.",
  "Take 400 mg ibuprofen three times a day. Please come back next week if it gets worse.",
].join("\n");

/** Writes a note with the built-in provider; the error is a request without a key. */
export const openScribeBench: OpenBenched = async (environment) => {
  const service = openScribe(environment);
  const root = new Hono();
  service.mount(root);
  const { backend } = service;
  const tenants = await eachTenant(100, async (name) => {
    const template = { sections: [...sections], maxSentences: 5 };
    const tenant = await openAccount(backend, { name, provider: "extractive", template });
    const { secret } = await backend.accountKeys.mint({ tenant, scopes: ["*"] });
    const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
    const send = (method: string, path: string, body: object): Response | Promise<Response> =>
      root.request(`/scribe${path}`, { method, headers, body: JSON.stringify(body) });
    const opened = await send("POST", "/v1/consultations", { consultationInternalId: name });
    const { id: consultationId } = (await opened.json()) as { id: string };
    await send("PUT", `/v1/consultations/${consultationId}/transcript`, { text });
    return { credential: secret, account: { tenant, consultationId } };
  });

  const plain = new Hono();
  plain.post("/v1/consultations/:consultationId/session-scribe", async (c) => {
    const authorization = c.req.header("authorization");
    if (authorization === undefined)
      return c.json({ error: { type: "authentication_error", code: "authentication_required", message: "No." } }, 401);
    const { tenant } = tenants.find(authorization);
    const { signal } = c.req.raw;
    return c.json(
      await createNote(backend, tenant, c.req.param("consultationId"), signal, async (_, view) => view),
      201,
    );
  });

  const pathOf = (id: string): string => `/v1/consultations/${id}/session-scribe`;
  return {
    api: service,
    plain,
    main: tenants.all.map(({ authorization, account: { consultationId } }) => ({
      method: "POST",
      path: pathOf(consultationId),
      headers: { authorization },
      status: 201,
    })),
    error: { method: "POST", path: pathOf("none"), headers: {}, status: 401 },
  };
};
