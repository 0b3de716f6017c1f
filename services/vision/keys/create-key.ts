import { scopeGate } from "errata/guards";
import type { KeyRecord } from "errata/store";
import { z } from "zod";
import { isoTime, Time } from "../../shared/http/index.ts";
import type { Finish } from "../../shared/idempotency/index.ts";
import type { Account } from "../accounts/account.ts";
import type { Backend } from "../backend.ts";
import { vision } from "../contract.ts";
import { RequestedScope } from "./scopes.ts";

/** Body of `POST /v1/keys`. */
export const NewKey = z.strictObject({
  scopes: z.array(RequestedScope).min(1).max(20).describe("Scopes of the key, at most those of the caller's key."),
  expiresInDays: z
    .number()
    .int()
    .min(1)
    .max(3_650)
    .optional()
    .describe("Lifetime of the key in days. By default, the key never expires."),
});

/** A key in responses, without its secret. */
export const KeyView = z
  .object({
    id: z.string().describe("Id of the key."),
    start: z.string().describe("First characters of the secret, to recognise the key by."),
    scopes: z.array(z.string()).readonly().describe("Scopes of the key."),
    createdAt: Time.describe("When the key was created."),
    expiresAt: Time.nullable().describe("When the key expires; null if it does not."),
    deactivatedAt: Time.nullable().describe("When the key was deactivated; null if it was not."),
  })
  .meta({ title: "ApiKey" });

/** A key in responses, without its secret. */
export type KeyView = z.output<typeof KeyView>;

const dayMs = 24 * 60 * 60 * 1_000;
const requireScope = scopeGate(vision.error.AUTHZ_ERROR);

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
  { scopes, expiresInDays }: z.output<typeof NewKey>,
  finish: Finish<KeyView, Result>,
): Promise<Result> {
  for (const scope of scopes) requireScope({ scopes: granted }, scope);
  const expiresAt = expiresInDays === undefined ? null : clock() + expiresInDays * dayMs;
  return await store.transaction(
    async (sql) => {
      const { secret, key } = await accountKeys.mint({ tenant: account.id, scopes, expiresAt }, sql);
      return await finish(sql, toWire(key), { secret: { key: secret } });
    },
    { sqlOnly: true },
  );
}

/** Converts a key to its form in responses. */
export function toWire({ id, start, scopes, createdAt, expiresAt, revokedAt }: KeyRecord): KeyView {
  const time = (epochMs: number | null): string | null => (epochMs === null ? null : isoTime(epochMs));
  return {
    id,
    start,
    scopes,
    createdAt: isoTime(createdAt),
    expiresAt: time(expiresAt),
    deactivatedAt: time(revokedAt),
  };
}
