import { readCredential } from "errata/guards";
import type { Backend } from "../backend.ts";
import { requireFeature } from "../workspaces/plans.ts";
import { type Caller, keyPrefix, roleOfScopes } from "./caller.ts";
import { verifyToken } from "./tokens.ts";

/**
 * Finds the caller of a request. A Bearer credential without the prefix of API keys is a token.
 *
 * @throws UNAUTHORIZED, INVALID_API_KEY, API_KEY_EXPIRED, INVALID_TOKEN, TOKEN_EXPIRED; INSUFFICIENT_PERMISSIONS if the
 * plan does not include API keys
 */
export async function authenticate(backend: Backend, headers: Headers): Promise<Caller> {
  const credential = readCredential(headers);
  if (credential !== null && isBearer(headers) && !credential.startsWith(keyPrefix))
    return await verifyToken(backend, credential);
  const { account: workspace, scopes, keyId } = await backend.authenticate(credential);
  requireFeature(workspace, "useApiKeys");
  return { workspace, role: roleOfScopes(scopes), actor: keyId };
}

/** A credential in X-Api-Key is never a token. */
function isBearer(headers: Headers): boolean {
  return /^bearer +\S/i.test((headers.get("authorization") ?? "").trim());
}
