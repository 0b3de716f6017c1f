import { scopeGate } from "errata/guards";
import { z } from "zod";
import type { Finish } from "../../shared/idempotency/index.ts";
import { expiresInDays, expiryOf, keyDays } from "../../shared/keys/index.ts";
import type { Account } from "../accounts/account.ts";
import type { Backend } from "../backend.ts";
import { vision } from "../contract.ts";
import { type KeyView, viewKey } from "./key.ts";
import { RequestedScope } from "./scopes.ts";

/** Body of `POST /v1/keys`. */
export const NewKey = z.strictObject({
  scopes: z.array(RequestedScope).min(1).max(20).describe("Scopes of the key, at most those of the caller's key."),
  expiresInDays: expiresInDays(keyDays, "key"),
});

/** Requires that the caller's key has a scope. @throws AUTHZ_ERROR */
export const requireScope: ReturnType<typeof scopeGate> = scopeGate(vision.error.AUTHZ_ERROR);

/**
 * Creates a key. Only a hash of its secret is stored, so the response to a repeat does not have it.
 *
 * @param granted scopes of the caller's key, which are the most that the new key can have
 * @param finish runs last in the transaction that inserts the key
 * @returns what `finish` returns
 * @throws AUTHZ_ERROR for a scope that the caller's key lacks
 */
export async function createKey<Result>(
  { store, accountKeys, clock }: Backend,
  account: Account,
  granted: readonly string[],
  { scopes, expiresInDays: days }: z.output<typeof NewKey>,
  finish: Finish<KeyView, Result>,
): Promise<Result> {
  for (const scope of scopes) requireScope({ scopes: granted }, scope);
  const expiresAt = expiryOf(days, clock());
  return await store.transaction(
    async (sql) => {
      const { secret, key } = await accountKeys.mint({ tenant: account.id, scopes, expiresAt }, sql);
      return await finish(sql, viewKey(key), { secret: { key: secret } });
    },
    { sqlOnly: true },
  );
}
