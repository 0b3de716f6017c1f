import { type ApiKeyGuard, apiKeys, readCredential } from "errata/guards";
import type { MiddlewareHandler } from "hono";
import type { Backend } from "../backend.ts";
import { pdf } from "../contract.ts";
import type { PdfEnv } from "../http.ts";
import { requireFeature } from "../workspaces/plans.ts";
import type { Role } from "../workspaces/roles.ts";
import { readWorkspace, type Workspace } from "../workspaces/workspace.ts";
import type { Caller } from "./caller.ts";
import { keyPrefix, workspaceKeys } from "./keys.ts";
import { callerOfToken } from "./tokens.ts";

/** Finds out which workspace an API key opens. */
export function keyGuard({ store, keys, clock }: Pick<Backend, "store" | "keys" | "clock">): ApiKeyGuard<Workspace> {
  const { UNAUTHORIZED, INVALID_API_KEY, API_KEY_EXPIRED } = pdf.error;
  return apiKeys<Workspace>({
    format: workspaceKeys,
    store,
    keys,
    account: (workspaceId) => readWorkspace(store.sql, workspaceId),
    refusals: {
      missing: UNAUTHORIZED,
      unknown: INVALID_API_KEY,
      revoked: INVALID_API_KEY,
      expired: API_KEY_EXPIRED,
      inactive: INVALID_API_KEY,
    },
    clock,
  });
}

/** Lets requests through that carry a good API key, of a workspace whose plan has them, or a good token. */
export function guardRequests(backend: Backend, guard: ApiKeyGuard<Workspace>): MiddlewareHandler<PdfEnv> {
  async function callerOfKey(credential: string): Promise<Caller> {
    const { account: workspace, scopes, keyId } = await guard(credential);
    requireFeature(workspace, "useApiKeys");
    return { workspace, role: roleOf(scopes), actor: keyId };
  }

  return async (c, next) => {
    // What a path answers is no secret, and a browser asks without a credential. No route takes it: the boundary answers.
    if (c.req.method === "OPTIONS") return c.body(null, 404);
    const { headers } = c.req.raw;
    const credential = readCredential(headers);
    if (credential === null) throw pdf.error.UNAUTHORIZED();
    const isToken = isBearer(headers) && !credential.startsWith(keyPrefix);
    const caller = isToken ? await callerOfToken(backend, credential) : await callerOfKey(credential);
    c.get("errata").tenant = caller.workspace.id;
    c.set("caller", caller);
    await next();
  };
}

/** Writes the scope of a key that acts in a role. */
export function roleScope(role: Role): string {
  return `role:${role}`;
}

function roleOf(scopes: readonly string[]): Role {
  const [scope = "role:viewer"] = scopes.filter((text) => text.startsWith("role:"));
  return scope.slice("role:".length) as Role;
}

/** What stands in X-Api-Key is never a token. */
function isBearer(headers: Headers): boolean {
  return /^bearer +\S/i.test((headers.get("authorization") ?? "").trim());
}
