import { validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { idParam, noStore } from "../../shared/http/index.ts";
import { readRotation } from "../../shared/keys/index.ts";
import type { Backend } from "../backend.ts";
import { ListQuery, ok, type PdfEnv, type PdfOnce, success, validateBoundedBody } from "../http.ts";
import { requireFeature } from "../workspaces/plans.ts";
import { requireRole } from "../workspaces/workspace.ts";
import { addApiKey, listApiKeys, NewApiKey, revokeApiKey, rotateApiKey } from "./api-keys.ts";
import { Credentials, openSignIn } from "./sign-in.ts";

/** Adds the routes that need no credential: signing in, and the keys that verify tokens. */
export async function publicRoutes(app: Hono<PdfEnv>, backend: Backend): Promise<void> {
  const signIn = await openSignIn(backend);

  app.post("/v1/sessions", async (c) => ok(c, await signIn(await validateBoundedBody(c, Credentials)), 201));

  app.get("/.well-known/jwks.json", async (c) => {
    c.header("Cache-Control", "public, max-age=300");
    return c.json(await backend.signingKeys.jwks());
  });
}

/** Adds the routes of a workspace's API keys. */
export function keyRoutes(app: Hono<PdfEnv>, backend: Backend, once: PdfOnce): void {
  app.get("/v1/api-keys", async (c) => {
    requireRole(c.get("caller"), "admin");
    return ok(c, await listApiKeys(backend, c.get("caller").workspace.id, await validateQuery(c, ListQuery)));
  });

  app.post("/v1/api-keys", async (c) => {
    requireFeature(c.get("caller").workspace, "useApiKeys");
    requireRole(c.get("caller"), "admin");
    const input = await validateBoundedBody(c, NewApiKey);
    return await once(c, (finish) => addApiKey(backend, c.get("caller"), input, finish), { headers: noStore });
  });

  app.post("/v1/api-keys/:keyId/rotate", async (c) => {
    requireFeature(c.get("caller").workspace, "useApiKeys");
    const key = await rotateApiKey(backend, c.get("caller"), idParam(c, "keyId"), () =>
      readRotation(c, validateBoundedBody),
    );
    return c.json(success(key), 201, noStore);
  });

  app.delete("/v1/api-keys/:keyId", async (c) => {
    requireRole(c.get("caller"), "admin");
    return ok(c, await revokeApiKey(backend, c.get("caller").workspace.id, idParam(c, "keyId")));
  });
}
