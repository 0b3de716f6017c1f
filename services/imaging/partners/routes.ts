import { validateBody, validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { idParam, noStore } from "../../shared/http/index.ts";
import { readRotation, rotateKey } from "../../shared/keys/index.ts";
import type { Backend } from "../backend.ts";
import { imaging } from "../contract.ts";
import { type ImagingEnv, type ImagingOnce, ListQuery, ok, success } from "../http.ts";
import { requirePartner } from "./caller.ts";
import { listCredits, readCredits } from "./credits.ts";
import { createKey, findKey, listPartnerKeys, NewKey, viewKey } from "./keys.ts";
import { viewPartner } from "./partner.ts";
import { readUsage } from "./usage.ts";

const refusals = { replaced: imaging.error.KEY_ALREADY_ROTATED, inactive: imaging.error.KEY_INACTIVE };

/** Adds the routes of a partner's own account and its API keys. */
export function partnerRoutes(app: Hono<ImagingEnv>, backend: Backend, once: ImagingOnce): void {
  app.get("/v1/partner", (c) => ok(c, viewPartner(requirePartner(c.get("caller")))));

  app.get("/v1/credits", async (c) => ok(c, await readCredits(backend, requirePartner(c.get("caller")))));

  app.get("/v1/credits/movements", async (c) => {
    const partner = requirePartner(c.get("caller"));
    return ok(c, await listCredits(backend, partner, await validateQuery(c, ListQuery)));
  });

  app.get("/v1/usage", async (c) => ok(c, await readUsage(backend, requirePartner(c.get("caller")))));

  app.get("/v1/keys", async (c) => {
    const { id } = requirePartner(c.get("caller"));
    return ok(c, await listPartnerKeys(backend, id, await validateQuery(c, ListQuery)));
  });

  app.post("/v1/keys", async (c) => {
    const caller = c.get("caller");
    requirePartner(caller);
    return await once(c, async (finish) => createKey(backend, caller, await validateBody(c, NewKey), finish), {
      headers: noStore,
    });
  });

  app.post("/v1/keys/:keyId/rotate", async (c) => {
    requirePartner(c.get("caller"));
    const { key: old, mode } = await findKey(backend, c.get("caller"), idParam(c, "keyId"));
    const rotation = { ...(await readRotation(c)), key: old, isRenewed: true, now: backend.clock() };
    const { key, secret, replaces } = await rotateKey(backend.partnerKeys[mode], rotation, refusals);
    return c.json(success({ ...viewKey(key), key: secret, replaces }), 201, noStore);
  });

  app.delete("/v1/keys/:keyId", async (c) => {
    const partner = requirePartner(c.get("caller"));
    const { key, mode } = await findKey(backend, c.get("caller"), idParam(c, "keyId"));
    return ok(c, viewKey((await backend.partnerKeys[mode].revoke(partner.id, key.id)) ?? key));
  });
}
