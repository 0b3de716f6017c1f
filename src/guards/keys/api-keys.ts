import { requireMember, requireResult } from "../../contract/faults/arguments.ts";
import { type OptionTypes, requireInteger, requireOptions } from "../../contract/faults/options.ts";
import { type Refusal, raise } from "../../contract/index.ts";
import type { KeyRecord, Keys, Store } from "../../store/index.ts";
import { requireTimeout, withTimeout } from "../with-timeout.ts";
import type { KeyFormat } from "./key-format.ts";
import { type LookupCacheOptions, lookupCache } from "./lookup-cache.ts";

/** The sender of a request. */
export interface Caller<Account = undefined> {
  /** Owner of the key. */
  readonly tenant: string;
  /** Id of the key, safe to log. */
  readonly keyId: string;
  /** Scopes of the key. */
  readonly scopes: readonly string[];
  /** Environment that the key gives access to, such as `live` or `test`. */
  readonly environment: string;
  /** The tenant's account as returned by the option `account`; undefined without that option. */
  readonly account: Account;
}

/** Details of a key, safe to return because the caller proved to have it. */
export interface KeyDetails {
  /** Id of the key, which is not secret. */
  readonly keyId: string;
  /** First characters of the key. */
  readonly start: string;
}

/** Refusals for an invalid key. Several reasons can share one code. */
export interface ApiKeyRefusals {
  /** The request has no key. */
  readonly missing: Refusal<Record<never, never>>;
  /** The shape or the checksum is wrong. @default unknown */
  readonly malformed?: Refusal<Record<never, never>> | undefined;
  /** The key does not exist. */
  readonly unknown: Refusal<Record<never, never>>;
  /** The key was revoked. */
  readonly revoked: Refusal<
    KeyDetails & {
      /** When it was revoked, as an ISO 8601 time. */
      readonly revokedAt: string;
    }
  >;
  /** The key has expired. */
  readonly expired: Refusal<
    KeyDetails & {
      /** When it expired, as an ISO 8601 time. */
      readonly expiredAt: string;
    }
  >;
  /** The key was rotated and its grace period has ended. @default revoked */
  readonly replaced?:
    | Refusal<
        KeyDetails & {
          /** End of the grace period, as an ISO 8601 time. */
          readonly revokedAt: string;
        }
      >
    | undefined;
  /** The tenant has no account, or an inactive one. */
  readonly inactive: Refusal<KeyDetails>;
}

/** Options of {@link apiKeys}. */
export interface ApiKeyOptions<Account> {
  /** Accepted key format; several if one API serves several environments. */
  readonly format: KeyFormat | readonly KeyFormat[];
  /** Store that holds the records of `keys`. */
  readonly store: Pick<Store, "sql"> & Partial<Pick<Store, "onChange">>;
  /** Key records; see `keys` in `errata/store`. */
  readonly keys: Pick<Keys, "findByHash" | "touch">;
  /** Refusals for an invalid key. */
  readonly refusals: ApiKeyRefusals;
  /** Reads a tenant's account; undefined if there is none. Cached like keys. @default no account is read */
  readonly account?: ((tenant: string) => Promise<Account | undefined>) | undefined;
  /** Returns the current time in epoch milliseconds. @default Date.now */
  readonly clock?: (() => number) | undefined;
  /**
   * How long a key or account is cached, in milliseconds, 0 to 10_000. On PostgreSQL, a revocation in another process takes
   * effect within a second, and within this time if the connection that reports it is lost.
   *
   * @default 10_000
   */
  readonly cacheTtlMs?: number | undefined;
  /** Number of cached keys, and of cached accounts, 1 or more. @default 10_000 */
  readonly maxEntries?: number | undefined;
  /** Longest wait for the store, in milliseconds; a slower store counts as down. @default the store's timeout */
  readonly timeoutMs?: number | undefined;
}

/** Authenticates requests by API key. */
export interface ApiKeyGuard<Account> {
  /**
   * Finds the caller of a request.
   *
   * @param credential result of {@link readCredential}
   * @throws the refusal that applies, or the store's error when it is down and the key was not read in the last minute
   */
  (credential: string | null): Promise<Caller<Account>>;
  /** Removes a key from the cache. Call it with the key's hash after a change of the key. */
  forgetKey(hash: string): void;
  /** Removes a tenant's account and keys from the cache. Call it after a change of the account. */
  forgetTenant(tenant: string): void;
}

const STALE_MS = 60_000;
const NEGATIVE_TTL_MS = 5_000;
const MAX_TTL_MS = 10_000;

const optionTypes: OptionTypes<ApiKeyOptions<never>> = {
  format: "checked",
  store: "object",
  keys: "object",
  refusals: "object",
  account: "function",
  clock: "function",
  cacheTtlMs: "checked",
  maxEntries: "checked",
  timeoutMs: "checked",
};

/**
 * Creates a guard that authenticates requests by API key. It checks the shape and checksum without the store, then the
 * hash, the key's revocation and expiry, and the account. If the store is down, keys read in the last 60 s are accepted;
 * others throw the store's error, so an outage never makes a valid key look invalid.
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { apiKeys, keyFormat, readCredential } from "errata/guards";
 * import { keyMigrations, keys } from "errata/store";
 * import { openSqlite } from "errata/store/sqlite";
 *
 * const { error } = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: {
 *     UNAUTHENTICATED: { kind: "unauthenticated", when: "No API key was sent.", message: "Send an API key." },
 *     INVALID_KEY: { kind: "invalid_credential", when: "The API key is not valid.", message: "Invalid API key." },
 *   },
 * });
 * const { UNAUTHENTICATED: missing, INVALID_KEY: invalid } = error;
 * const authenticate = apiKeys({
 *   format: keyFormat({ prefix: "shop", environment: "live" }),
 *   store: await openSqlite({ path: ":memory:", migrations: [keyMigrations] }),
 *   keys: keys(),
 *   refusals: { missing, unknown: invalid, revoked: invalid, expired: invalid, inactive: invalid },
 * });
 * const handle = async (request: Request) => (await authenticate(readCredential(request.headers))).tenant;
 * ```
 */
export function apiKeys<Account extends { readonly active: boolean } | undefined = undefined>(
  options: ApiKeyOptions<Account>,
): ApiKeyGuard<Account> {
  requireOptions("apiKeys", options, optionTypes, ["format", "store", "keys", "refusals"]);
  const { store, keys, refusals, account, clock = Date.now, timeoutMs } = options;
  const formats = [options.format].flat() as readonly KeyFormat[];
  for (const format of formats) requireResult("apiKeys: format", format, "verify", "keyFormat(…)");
  const cacheOptions = cacheOptionsOf(options);
  requireTimeout("apiKeys", timeoutMs);
  const records = lookupCache({
    ...cacheOptions,
    load: (hash: string) => withTimeout(timeoutMs, keys.findByHash(store.sql, hash)),
  });
  const accounts = lookupCache<NonNullable<Account>>({
    ...cacheOptions,
    load: async (tenant) =>
      account === undefined ? undefined : ((await withTimeout(timeoutMs, account(tenant))) ?? undefined),
  });

  async function accountOf(record: KeyRecord): Promise<Account> {
    if (account === undefined) return undefined as Account;
    const found = await accounts.get(record.tenant);
    if (found?.active === true) return found;
    throw raise(refusals.inactive, keyDetails(record), { note: `account of tenant ${record.tenant} is not active` });
  }

  async function guard(credential: string | null): Promise<Caller<Account>> {
    if (credential === null) throw raise(refusals.missing, {});
    const format = formats.find((candidate) => candidate.verify(credential));
    if (format === undefined) {
      throw raise(refusals.malformed ?? refusals.unknown, {}, { note: "the key's shape or checksum is wrong" });
    }
    const record = await records.get(format.hash(credential));
    if (record === undefined) throw raise(refusals.unknown, {}, { note: "no key has this hash" });
    checkRecord(record, refusals, clock());
    const { id, tenant, scopes, environment } = record;
    const active = await accountOf(record);
    keys.touch(id);
    return { tenant, keyId: id, scopes, environment, account: active };
  }

  const forgetKey = (hash: string): void => records.forget(hash);
  function forgetTenant(tenant: string): void {
    records.forgetWhere((record) => record.tenant === tenant);
    accounts.forget(tenant);
  }
  store.onChange?.(({ kind, id }) => (kind === "key" ? forgetKey(id) : forgetTenant(id)));
  return Object.assign(guard, { forgetKey, forgetTenant });
}

/** Request headers: a `Headers` object, or anything that returns a header by its lower-case name. */
export interface ReadableHeaders {
  /** Returns a header's value; null or undefined if the request does not have it. */
  get(name: string): string | null | undefined;
}

/**
 * Reads the API key of a request from `Authorization: Bearer`, or else from `X-Api-Key`. Other authentication schemes
 * count as no key.
 *
 * @returns null when the request has no key
 * @see RFC 6750 section 2.1
 * @example
 * ```ts
 * import { readCredential } from "errata/guards";
 *
 * const key = readCredential(new Headers({ Authorization: "Bearer shop_live_abc" })); // "shop_live_abc"
 * ```
 */
export function readCredential(headers: ReadableHeaders): string | null {
  requireMember("readCredential: headers", headers, "get", "the headers of a request");
  const bearer = /^bearer +(\S.*)$/i.exec((headers.get("authorization") ?? "").trim());
  if (bearer?.[1] !== undefined) return bearer[1];
  const key = (headers.get("x-api-key") ?? "").trim();
  return key === "" ? null : key;
}

/** Times are compared at every request, because a record can expire while it is cached. */
function checkRecord(record: KeyRecord, refusals: ApiKeyRefusals, now: number): void {
  const { revokedAt, expiresAt, graceUntil } = record;
  const details = keyDetails(record);
  if (revokedAt !== null && revokedAt <= now) {
    throw raise(refusals.revoked, { ...details, revokedAt: toIsoString(revokedAt) });
  }
  if (graceUntil !== null && graceUntil <= now) {
    throw raise(refusals.replaced ?? refusals.revoked, { ...details, revokedAt: toIsoString(graceUntil) });
  }
  if (expiresAt !== null && expiresAt <= now) {
    throw raise(refusals.expired, { ...details, expiredAt: toIsoString(expiresAt) });
  }
}

function keyDetails({ id, start }: KeyRecord): KeyDetails {
  return { keyId: id, start };
}

function toIsoString(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

function cacheOptionsOf(
  options: Pick<ApiKeyOptions<never>, "cacheTtlMs" | "maxEntries" | "clock">,
): Omit<LookupCacheOptions<unknown>, "load"> {
  const { cacheTtlMs = MAX_TTL_MS, maxEntries = 10_000, clock = Date.now } = options;
  requireInteger("apiKeys: maxEntries", maxEntries, 1);
  if (!(Number.isInteger(cacheTtlMs) && cacheTtlMs >= 0 && cacheTtlMs <= MAX_TTL_MS)) {
    throw new TypeError(
      `apiKeys: expected cacheTtlMs to be an integer from 0 to ${MAX_TTL_MS}, received ${cacheTtlMs}. A longer cache would accept revoked keys for longer.`,
    );
  }
  return {
    ttlMs: cacheTtlMs,
    negativeTtlMs: Math.min(cacheTtlMs, NEGATIVE_TTL_MS),
    staleMs: STALE_MS,
    maxEntries,
    clock,
  };
}
