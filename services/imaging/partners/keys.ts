import type { KeyRecord } from "errata/store";
import { z } from "zod";
import { type Page, Time } from "../../shared/http/index.ts";
import type { Finish } from "../../shared/idempotency/index.ts";
import {
  expiresInDays,
  expiryOf,
  keyDays,
  keyTimes,
  listKeys,
  optionalTime,
  readTimes,
} from "../../shared/keys/index.ts";
import type { Backend } from "../backend.ts";
import { imaging } from "../contract.ts";
import type { ListQuery } from "../http.ts";
import type { Caller } from "./caller.ts";

/** The kinds of API keys of partners. Both give access to the same account. */
const Mode = z.enum(["live", "test"]);

/** Body of `POST /v1/keys`. */
export const NewKey = z.strictObject({
  mode: Mode.default("live").describe(
    "Kind of the key, which is part of its prefix. A test key can create only test keys.",
  ),
  expiresInDays: expiresInDays(keyDays, "key"),
});

/** An API key or the token of a user in responses, without its secret. */
export const CredentialView = z.object({
  id: z.string().describe("Id of the key or token."),
  start: z.string().describe("First characters of the secret, to recognise it by."),
  ...keyTimes,
  revokedAt: Time.nullable().describe("When it was revoked; null if it was not."),
});

/** An API key in responses, without its secret. */
export const KeyView = CredentialView.extend({ mode: Mode.describe("Kind of the key.") }).meta({ title: "ApiKey" });

/** An API key in responses, without its secret. */
export type KeyView = z.output<typeof KeyView>;

/**
 * Creates a key. Only a hash of its secret is stored, so the response to a repeat does not have it.
 *
 * @param finish runs last in the transaction that inserts the key
 * @returns what `finish` returns
 * @throws FORBIDDEN for a live key, if the caller's key is a test key
 */
export async function createKey<Result>(
  { store, partnerKeys, clock }: Backend,
  { partner, key: callersKey }: Caller,
  { mode, expiresInDays: days }: z.output<typeof NewKey>,
  finish: Finish<KeyView, Result>,
): Promise<Result> {
  requireMode(callersKey.environment, mode);
  return await store.transaction(
    async (sql) => {
      const request = { tenant: partner.id, expiresAt: expiryOf(days, clock()) };
      const { secret, key } = await partnerKeys[mode].mint(request, sql);
      return await finish(sql, viewKey(key), { secret: { key: secret } });
    },
    { sqlOnly: true },
  );
}

/** Lists a partner's keys, newest first, including revoked ones. */
export function listPartnerKeys(
  backend: Backend,
  partnerId: string,
  page: z.output<typeof ListQuery>,
): Promise<Page<KeyView>> {
  return listKeys(backend, partnerId, page, viewKey, { environments: Mode.options });
}

/**
 * Finds a key that the caller may change: any key for a live key, and test keys for a test key. The token of a user is
 * an unknown key.
 *
 * @throws KEY_NOT_FOUND, FORBIDDEN
 */
export async function findKey(
  { store, keys }: Backend,
  { partner, key: callersKey }: Caller,
  keyId: string,
): Promise<{ readonly key: KeyRecord; readonly mode: z.output<typeof Mode> }> {
  const key = await keys.find(store.sql, partner.id, keyId);
  if (key === undefined || !isMode(key.environment)) throw imaging.error.KEY_NOT_FOUND();
  requireMode(callersKey.environment, key.environment);
  return { key, mode: key.environment };
}

/** Renders a key as the API returns it. */
export function viewKey(key: KeyRecord): KeyView {
  return { ...viewCredential(key), mode: Mode.parse(key.environment) };
}

/** Renders what keys and tokens have in common. */
export function viewCredential(key: KeyRecord): z.output<typeof CredentialView> {
  const { id, start, revokedAt } = key;
  return { id, start, ...readTimes(key), revokedAt: optionalTime(revokedAt) };
}

/** A test key must not become a live one. */
function requireMode(own: string, needed: z.output<typeof Mode>): void {
  if (own !== "live" && needed === "live") throw imaging.error.FORBIDDEN({ reason: "test_key" });
}

function isMode(environment: string): environment is z.output<typeof Mode> {
  return Mode.safeParse(environment).success;
}
