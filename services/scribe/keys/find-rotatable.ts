import { hasScope } from "errata/guards";
import type { KeyRecord } from "errata/store";
import type { Backend } from "../backend.ts";
import { noSuchKey, requireScope } from "./key.ts";

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

/**
 * Finds a key that the caller may rotate: its own, or with `keys:write` one that has no more scopes than its own.
 *
 * @throws permission_denied, resource_not_found
 */
export async function findRotatable({ store, keys }: Backend, caller: Caller, keyId: string): Promise<RotatableKey> {
  const { accountId, scopes } = caller;
  if (keyId !== caller.keyId) requireScope({ scopes }, "keys:write");
  const key = await keys.find(store.sql, accountId, keyId);
  if (key === undefined) throw noSuchKey();
  for (const scope of key.scopes) requireScope({ scopes }, scope);
  return { key, isRenewed: hasScope(scopes, "keys:write") };
}
