import { validateBody, validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { idParam, noStore } from "../../shared/http/index.ts";
import { findRotatable, listKeys, readRotation, rotateKey } from "../../shared/keys/index.ts";
import type { Backend } from "../backend.ts";
import { vision } from "../contract.ts";
import { ListQuery, type VisionEnv, type VisionOnce } from "../http.ts";
import { createKey, NewKey, requireScope } from "./create-key.ts";
import { viewKey } from "./key.ts";

const refusals = { replaced: vision.error.KEY_ALREADY_ROTATED, inactive: vision.error.KEY_INACTIVE };

/** Adds the routes of API keys. */
export function keyRoutes(app: Hono<VisionEnv>, backend: Backend, once: VisionOnce): void {
  const { accountKeys, clock } = backend;

  app.post("/v1/keys", async (c) => {
    return await once(
      c,
      async (finish) => createKey(backend, c.get("account"), c.get("scopes"), await validateBody(c, NewKey), finish),
      { headers: noStore },
    );
  });

  app.get("/v1/keys", async (c) => {
    return c.json(await listKeys(backend, c.get("account").id, await validateQuery(c, ListQuery), viewKey));
  });

  app.post("/v1/keys/:keyId/rotate", async (c) => {
    const caller = { accountId: c.get("account").id, keyId: c.get("keyId"), scopes: c.get("scopes") };
    const found = await findRotatable(backend, caller, idParam(c, "keyId"), {
      requireScope,
      notFound: vision.error.KEY_NOT_FOUND,
    });
    const rotation = { ...found, ...(await readRotation(c)), now: clock() };
    const { key, secret, replaces } = await rotateKey(accountKeys, rotation, refusals);
    return c.json({ ...viewKey(key), key: secret, replaces }, 201, noStore);
  });

  app.delete("/v1/keys/:keyId", async (c) => {
    const deactivated = await accountKeys.revoke(c.get("account").id, idParam(c, "keyId"));
    if (deactivated === undefined) throw vision.error.KEY_NOT_FOUND();
    return c.json(viewKey(deactivated));
  });
}
