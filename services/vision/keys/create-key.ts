import { z } from "zod";
import type { Account } from "../accounts/account.ts";
import type { Backend } from "../backend.ts";
import { requireScope } from "./guard-requests.ts";
import { type KeyView, viewKey } from "./key-view.ts";
import { RequestedScope } from "./scopes.ts";

/** Body of `POST /v1/keys`. */
export const NewKey = z.strictObject({
  scopes: z.array(RequestedScope).min(1).max(20),
  expiresInDays: z.number().int().min(1).max(3_650).optional(),
});

const dayMs = 24 * 60 * 60 * 1_000;

/**
 * Makes a key, and shows its text this once. Nobody gives away what the own key lacks.
 *
 * @throws AUTHZ_ERROR for a scope that the caller's key has not
 */
export async function createKey(
  { accountKeys, clock }: Backend,
  account: Account,
  own: readonly string[],
  { scopes, expiresInDays }: z.output<typeof NewKey>,
): Promise<KeyView & { readonly key: string }> {
  for (const scope of scopes) requireScope({ scopes: own }, scope);
  const expiresAt = expiresInDays === undefined ? null : clock() + expiresInDays * dayMs;
  const { secret, key } = await accountKeys.mint({ tenant: account.id, scopes, expiresAt });
  return { ...viewKey(key), key: secret };
}
