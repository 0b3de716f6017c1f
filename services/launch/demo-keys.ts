import { type KeyFormat, keyManagement } from "errata/guards";
import type { Keys, Store } from "errata/store";

/** Where the keys of an API's demo are kept. */
export interface DemoKeys {
  readonly format: KeyFormat;
  readonly store: Store;
  readonly keys: Keys;
  readonly clock: () => number;
}

/** Tells whether a key still opens a tenant's account. */
export async function isGoodKey({ format, store, keys }: DemoKeys, tenant: string, secret: string): Promise<boolean> {
  const key = await keys.findByHash(store.sql, format.hash(secret));
  return key?.tenant === tenant && key.revokedAt === null;
}

/** Makes a tenant's only key: those made before are revoked, because their text is lost. @param scopes @default none */
export async function mintOnlyKey(
  { format, store, keys, clock }: DemoKeys,
  tenant: string,
  scopes: readonly string[] = [],
): Promise<string> {
  const management = keyManagement({ format, store, keys, clock });
  for (const { id, environment } of await keys.list(store.sql, tenant)) {
    if (environment === format.environment) await management.revoke(tenant, id);
  }
  return (await management.mint({ tenant, scopes })).secret;
}
