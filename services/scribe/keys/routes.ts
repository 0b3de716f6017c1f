import { validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { idParam } from "../../shared/http/index.ts";
import { findRotatable, listKeys, readRotation, rotateKey } from "../../shared/keys/index.ts";
import type { Backend } from "../backend.ts";
import { scribe } from "../contract.ts";
import { type ScribeEnv, type ScribeOnce, validateBoundedBody } from "../http.ts";
import { createKey, KeyQuery, NewKey, noSuchKey, requireScope, viewKey } from "./key.ts";

const refusals = { replaced: scribe.error.key_already_rotated, inactive: scribe.error.key_inactive };

/** Adds the routes of API keys. */
export function keyRoutes(app: Hono<ScribeEnv>, backend: Backend, once: ScribeOnce): void {
  const { accountKeys, clock } = backend;

  app.get("/v1/keys", async (c) => {
    return c.json(await listKeys(backend, c.get("account").id, await validateQuery(c, KeyQuery), viewKey));
  });

  app.post("/v1/keys", async (c) => {
    const input = await validateBoundedBody(c, NewKey);
    return await once(c, (finish) => createKey(backend, c.get("account").id, c.get("scopes"), input, finish));
  });

  app.post("/v1/keys/:keyId/rotate", async (c) => {
    const caller = { accountId: c.get("account").id, keyId: c.get("keyId"), scopes: c.get("scopes") };
    const found = await findRotatable(backend, caller, idParam(c, "keyId"), { requireScope, notFound: noSuchKey });
    const rotation = { ...found, ...(await readRotation(c, validateBoundedBody)), now: clock() };
    const { key, secret, replaces } = await rotateKey(accountKeys, rotation, refusals);
    return c.json({ ...viewKey(key), key: secret, replaces }, 201);
  });

  app.delete("/v1/keys/:keyId", async (c) => {
    const revoked = await accountKeys.revoke(c.get("account").id, idParam(c, "keyId"));
    if (revoked === undefined) throw noSuchKey();
    return c.json({ id: revoked.id, deleted: true, replacedBy: revoked.replacedBy });
  });
}
