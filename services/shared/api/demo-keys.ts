import { type KeyFormat, keyManagement } from "errata/guards";
import type { Keys, Store } from "errata/store";

/** Where the API keys of a demo are stored. */
export interface DemoKeys {
  readonly format: KeyFormat;
  readonly store: Store;
  readonly keys: Keys;
  readonly clock: () => number;
}

/** Returns whether a key still gives access to a tenant's account, and was not rotated. */
export async function isGoodKey({ format, store, keys }: DemoKeys, tenant: string, secret: string): Promise<boolean> {
  const key = await keys.findByHash(store.sql, format.hash(secret));
  return key?.tenant === tenant && key.revokedAt === null && key.replacedBy === null;
}

/** Returns the expiry of a key that has expired, in epoch milliseconds. Much older keys would be deleted after a while. */
export function anHourAgo({ clock }: Pick<DemoKeys, "clock">): number {
  return clock() - 60 * 60 * 1_000;
}

/**
 * Creates a key and revokes the tenant's earlier ones, because their secrets are lost.
 *
 * @param scopes @default none
 * @param expiresAt epoch milliseconds. @default never
 * @returns the secret
 */
export async function mintOnlyKey(
  { format, store, keys, clock }: DemoKeys,
  tenant: string,
  scopes: readonly string[] = [],
  expiresAt: number | null = null,
): Promise<string> {
  const management = keyManagement({ format, store, keys, clock });
  for (const { id, environment } of await keys.list(store.sql, tenant)) {
    if (environment === format.environment) await management.revoke(tenant, id);
  }
  return (await management.mint({ tenant, scopes, expiresAt })).secret;
}
