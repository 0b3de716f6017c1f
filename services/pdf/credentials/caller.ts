import { type ApiKeyGuard, apiKeys, type KeyFormat, keyFormat } from "errata/guards";
import type { Keys, Store } from "errata/store";
import { pdf } from "../contract.ts";
import { type Role, readWorkspace, type Workspace } from "../workspaces/workspace.ts";

/** The sender of a request: a member with a token, or a program with an API key. */
export interface Caller {
  readonly workspace: Workspace;
  /** The current role of the member, or the role of the API key. */
  readonly role: Role;
  /** Id of the member or of the API key. */
  readonly actor: string;
}

/** API keys of workspaces: `pdf_live_…`. */
export const workspaceKeys: KeyFormat = keyFormat({ prefix: "pdf", environment: "live" });

/** Prefix that tells an API key from a token. */
export const keyPrefix = "pdf_";

/** Creates the guard that verifies API keys. Only expired keys have their own code. */
export function keyGuard(store: Store, keys: Keys, clock: () => number): ApiKeyGuard<Workspace> {
  const { UNAUTHORIZED, INVALID_API_KEY: invalid, API_KEY_EXPIRED } = pdf.error;
  return apiKeys<Workspace>({
    format: workspaceKeys,
    store,
    keys,
    account: (workspaceId) => readWorkspace(store.sql, workspaceId),
    refusals: {
      missing: UNAUTHORIZED,
      unknown: invalid,
      revoked: invalid,
      expired: API_KEY_EXPIRED,
      inactive: invalid,
    },
    clock,
  });
}

/** Returns the scope of a key with a role. */
export function roleScope(role: Role): string {
  return `role:${role}`;
}

/** Returns the role of a key. Keys without a role can only read. */
export function roleOfScopes(scopes: readonly string[]): Role {
  const [scope = roleScope("viewer")] = scopes.filter((text) => text.startsWith("role:"));
  return scope.slice("role:".length) as Role;
}
