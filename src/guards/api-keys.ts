import { type Refusal, raise } from "../contract/index.ts";
import type { KeyRecord, Keys, Store } from "../store/index.ts";
import type { KeyFormat } from "./key-format.ts";
import { type LookupCacheOptions, lookupCache } from "./lookup-cache.ts";
import { withinBudget } from "./within-budget.ts";

/** Who sent the request. */
export interface Caller<Account = undefined> {
  readonly tenant: string;
  readonly keyId: string;
  readonly scopes: readonly string[];
  readonly environment: string;
  /** What `account` answered for the tenant; undefined without `account`. */
  readonly account: Account;
}

/** Facts of a key that its holder may learn, because the caller proved to hold it. */
export interface KeyDetails {
  readonly keyId: string;
  /** First characters of the key. */
  readonly start: string;
}

/** Codes for everything that can be wrong with a key. Several may share one code. */
export interface ApiKeyRefusals {
  /** The request has no key. */
  readonly missing: Refusal<Record<never, never>>;
  /** The shape or the checksum is wrong. @default unknown */
  readonly malformed?: Refusal<Record<never, never>>;
  /** No such key was ever made. */
  readonly unknown: Refusal<Record<never, never>>;
  readonly revoked: Refusal<KeyDetails & { readonly revokedAt: string }>;
  readonly expired: Refusal<KeyDetails & { readonly expiredAt: string }>;
  /** The key was replaced and its grace has ended. @default revoked */
  readonly replaced?: Refusal<KeyDetails & { readonly revokedAt: string }>;
  /** The tenant has no account, or an inactive one. */
  readonly inactive: Refusal<KeyDetails>;
}

/** What the guard needs and how fresh its answers must be. */
export interface ApiKeyOptions<Account> {
  /** Family of keys that is let in; several where one API serves several environments. */
  readonly format: KeyFormat | readonly KeyFormat[];
  readonly store: Pick<Store, "sql">;
  readonly keys: Pick<Keys, "findByHash" | "touch">;
  readonly refusals: ApiKeyRefusals;
  /** Reads the state of a tenant's account; undefined when there is none. It is remembered as long as a key is. */
  readonly account?: (tenant: string) => Promise<Account | undefined>;
  /** Current time in epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
  /** Age up to which a known key is let in without a query, in milliseconds, 0 to 10,000: how late a revocation by another process may be seen. @default 10_000 */
  readonly cacheTtlMs?: number;
  /** Keys and accounts remembered. @default 10_000 */
  readonly maxEntries?: number;
  /** Longest wait for the store, in milliseconds; what takes longer counts as a store that is down. @default the store's own time-out */
  readonly budgetMs?: number;
}

/** Lets in a request by its key. */
export interface ApiKeyGuard<Account> {
  /**
   * Finds out who sent a request.
   *
   * @param credential what `readCredential` gave
   * @throws the outcome that applies; the store's own error when it is down and the key is not known from the last minute
   */
  (credential: string | null): Promise<Caller<Account>>;
  /** Drops what is remembered of one key, by its hash; call it after a change of the key. */
  forgetKey(hash: string): void;
  /** Drops what is remembered of a tenant: its account and every key; call it after a change of the account. */
  forgetTenant(tenant: string): void;
}

const STALE_MS = 60_000;
const NEGATIVE_TTL_MS = 5_000;
const MAX_TTL_MS = 10_000;

/**
 * Makes the guard that turns a key into its caller. The order never varies: shape and checksum without the store,
 * then the hash, then the key's own deadlines by the clock, then the account.
 * A store that is down never makes a good key look wrong: known keys are let in for 60 s, others get the store's error.
 */
export function apiKeys<Account extends { readonly active: boolean } | undefined = undefined>(
  options: ApiKeyOptions<Account>,
): ApiKeyGuard<Account> {
  const { store, keys, refusals, account, clock = Date.now, budgetMs } = options;
  const formats = [options.format].flat() as readonly KeyFormat[];
  const limits = cacheLimits(options);
  const records = lookupCache({
    ...limits,
    load: (hash: string) => withinBudget(budgetMs, keys.findByHash(store.sql, hash)),
  });
  const accounts = lookupCache<NonNullable<Account>>({
    ...limits,
    load: async (tenant) =>
      account === undefined ? undefined : ((await withinBudget(budgetMs, account(tenant))) ?? undefined),
  });

  async function accountOf(record: KeyRecord): Promise<Account> {
    if (account === undefined) return undefined as Account;
    const found = await accounts.get(record.tenant);
    if (found?.active === true) return found;
    throw raise(refusals.inactive, factsOf(record), { note: `account of tenant ${record.tenant} is not active` });
  }

  async function guard(credential: string | null): Promise<Caller<Account>> {
    if (credential === null) throw raise(refusals.missing, {});
    const format = formats.find((candidate) => candidate.verify(credential));
    if (format === undefined) {
      throw raise(refusals.malformed ?? refusals.unknown, {}, { note: "the key's shape or checksum is wrong" });
    }
    const record = await records.get(format.hash(credential));
    if (record === undefined) throw raise(refusals.unknown, {}, { note: "no key has this hash" });
    refuseDead(record, refusals, clock());
    const { id, tenant, scopes, environment } = record;
    const found = await accountOf(record);
    keys.touch(id);
    return { tenant, keyId: id, scopes, environment, account: found };
  }

  return Object.assign(guard, {
    forgetKey: (hash: string) => records.forget(hash),
    forgetTenant(tenant: string) {
      records.forgetWhere((record) => record.tenant === tenant);
      accounts.forget(tenant);
    },
  });
}

/** Deadlines are compared at every request, because a remembered record outlives them. */
function refuseDead(record: KeyRecord, refusals: ApiKeyRefusals, now: number): void {
  const { revokedAt, expiresAt, graceUntil } = record;
  const facts = factsOf(record);
  if (revokedAt !== null && revokedAt <= now) throw raise(refusals.revoked, { ...facts, revokedAt: iso(revokedAt) });
  if (graceUntil !== null && graceUntil <= now) {
    throw raise(refusals.replaced ?? refusals.revoked, { ...facts, revokedAt: iso(graceUntil) });
  }
  if (expiresAt !== null && expiresAt <= now) throw raise(refusals.expired, { ...facts, expiredAt: iso(expiresAt) });
}

function factsOf({ id, start }: KeyRecord): KeyDetails {
  return { keyId: id, start };
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

function cacheLimits(options: {
  readonly cacheTtlMs?: number | undefined;
  readonly maxEntries?: number | undefined;
  readonly clock?: (() => number) | undefined;
}): Omit<LookupCacheOptions<unknown>, "load"> {
  const { cacheTtlMs = MAX_TTL_MS, maxEntries = 10_000, clock = Date.now } = options;
  if (!(cacheTtlMs >= 0 && cacheTtlMs <= MAX_TTL_MS)) {
    throw new TypeError(
      `apiKeys: expected cacheTtlMs from 0 to ${MAX_TTL_MS}, received ${cacheTtlMs}. A longer one would let revoked keys in for as long.`,
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
