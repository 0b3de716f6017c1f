import { validateBody } from "errata/hono";
import type { Hono } from "hono";
import { idParam } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { vision } from "../contract.ts";
import type { VisionEnv, VisionOnce } from "../http.ts";
import { createKey, NewKey, toWire } from "./create-key.ts";

/** Adds the routes of API keys. */
export function keyRoutes(app: Hono<VisionEnv>, backend: Backend, once: VisionOnce): void {
  const { store, keys, accountKeys } = backend;

  app.post("/v1/keys", async (c) => {
    return await once(c, async (finish) =>
      createKey(backend, c.get("account"), c.get("scopes"), await validateBody(c, NewKey), finish),
    );
  });

  app.get("/v1/keys", async (c) => {
    const items = await keys.list(store.sql, c.get("account").id);
    return c.json({ items: items.map(toWire) });
  });

  app.delete("/v1/keys/:keyId", async (c) => {
    const deactivated = await accountKeys.revoke(c.get("account").id, idParam(c, "keyId"));
    if (deactivated === undefined) throw vision.error.KEY_NOT_FOUND();
    return c.body(null, 204);
  });
}
