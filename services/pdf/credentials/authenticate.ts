import { readCredential } from "errata/guards";
import type { Backend } from "../backend.ts";
import { requireFeature } from "../workspaces/plans.ts";
import type { Role, Workspace } from "../workspaces/workspace.ts";
import { keyPrefix, roleOfScopes } from "./api-keys.ts";
import { verifyToken } from "./tokens.ts";

/** The sender of a request: a member with a token, or a program with an API key. */
export interface Caller {
  readonly workspace: Workspace;
  /** The current role of the member, or the role of the API key. */
  readonly role: Role;
  /** Id of the member or of the API key. */
  readonly actor: string;
}

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
