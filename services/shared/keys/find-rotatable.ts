import { hasScope } from "errata/guards";
import type { KeyRecord, Keys, Store } from "errata/store";

/** The sender of a request. */
interface Caller {
  readonly accountId: string;
  readonly keyId: string;
  readonly scopes: readonly string[];
}

/** A key that the caller may rotate. */
interface RotatableKey {
  readonly key: KeyRecord;
  /** Whether the new key can outlive the old one. Otherwise a key without `keys:write` could live forever. */
  readonly isRenewed: boolean;
}

/** Errors of a caller that may not rotate a key. */
interface FindRefusals {
  /** Throws if the caller lacks a scope. */
  readonly requireScope: (granted: Pick<Caller, "scopes">, scope: string) => void;
  /** Creates the error of a key that the account does not have. */
  readonly notFound: () => Error;
}

/**
 * Finds a key that the caller may rotate: its own, or with `keys:write` one that has no more scopes than its own.
 *
 * @throws what `requireScope` throws; `notFound`
 */
export async function findRotatable(
  { store, keys }: { readonly store: Store; readonly keys: Keys },
  { accountId, keyId: ownId, scopes }: Caller,
  keyId: string,
  { requireScope, notFound }: FindRefusals,
): Promise<RotatableKey> {
  if (keyId !== ownId) requireScope({ scopes }, "keys:write");
  const key = await keys.find(store.sql, accountId, keyId);
  if (key === undefined) throw notFound();
  for (const scope of key.scopes) requireScope({ scopes }, scope);
  return { key, isRenewed: hasScope(scopes, "keys:write") };
}
