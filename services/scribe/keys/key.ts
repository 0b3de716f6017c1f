import { scopeGate } from "errata/guards";
import type { KeyRecord } from "errata/store";
import { z } from "zod";
import { Time } from "../../shared/http/index.ts";
import type { Finish } from "../../shared/idempotency/index.ts";
import { expiresInDays, expiryOf, keyDays, keyTimes, optionalTime, readTimes } from "../../shared/keys/index.ts";
import { requestableScopes } from "../accounts/scopes.ts";
import type { Backend } from "../backend.ts";
import { scribe } from "../contract.ts";
import { must } from "../fields.ts";
import { listQuery } from "../http.ts";

/** Query of `GET /v1/keys`. */
export const KeyQuery = z.strictObject(listQuery);

/** Body of `POST /v1/keys`. */
export const NewKey = z.strictObject(
  {
    scopes: z
      .array(z.enum(requestableScopes, must(`be one of ${requestableScopes.join(", ")}`)), must("be a list"))
      .min(1, must("name a scope"))
      .max(requestableScopes.length, must("name each scope once"))
      .describe("Scopes of the key, at most those of the caller's key."),
    expiresInDays: expiresInDays(keyDays, "key"),
  },
  must("be an object"),
);

/** A key in responses, without its secret. */
export const KeyView = z
  .object({
    id: z.string().describe("Id of the key."),
    start: z.string().describe("First characters of the secret, to recognise the key by."),
    scopes: z.array(z.string()).readonly().describe("Scopes of the key."),
    ...keyTimes,
    revokedAt: Time.nullable().describe("When the key was revoked; null if it was not."),
  })
  .meta({ title: "ApiKey" });

/** A key in responses, without its secret. */
export type KeyView = z.output<typeof KeyView>;

/** Requires that the caller's key has a scope. @throws permission_denied */
export const requireScope = scopeGate(scribe.error.permission_denied);

/**
 * Creates a key. Only a hash of its secret is stored, so the response to a repeat does not have it.
 *
 * @param granted scopes of the caller's key, which are the most that the new key can have
 * @param finish runs last in the transaction that inserts the key
 * @returns what `finish` returns
 * @throws permission_denied for a scope that the caller's key lacks
 */
export async function createKey<Result>(
  { store, accountKeys, clock }: Backend,
  accountId: string,
  granted: readonly string[],
  { scopes, expiresInDays: days }: z.output<typeof NewKey>,
  finish: Finish<KeyView, Result>,
): Promise<Result> {
  for (const scope of scopes) requireScope({ scopes: granted }, scope);
  return await store.transaction(
    async (sql) => {
      const request = { tenant: accountId, scopes, expiresAt: expiryOf(days, clock()) };
      const { secret, key } = await accountKeys.mint(request, sql);
      return await finish(sql, viewKey(key), { secret: { key: secret } });
    },
    { sqlOnly: true },
  );
}

/** Creates the error for a key that the account does not have. */
export function noSuchKey(): Error {
  return scribe.error.resource_not_found({ resource: "key" });
}

/** Renders a key as the API returns it. */
export function viewKey(key: KeyRecord): KeyView {
  const { id, start, scopes, revokedAt } = key;
  return { id, start, scopes, ...readTimes(key), revokedAt: optionalTime(revokedAt) };
}
