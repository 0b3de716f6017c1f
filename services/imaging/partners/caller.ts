import {
  type ApiKeyGuard,
  apiKeys,
  type Caller as KeyCaller,
  type KeyFormat,
  keyFormat,
  planGate,
  trialGate,
} from "errata/guards";
import type { Keys, Store } from "errata/store";
import { imaging } from "../contract.ts";
import { type Partner, readPartner } from "./partner.ts";

/** The sender of a request: a partner, or a user of one of its customers. */
export interface Caller {
  readonly partner: Partner;
  readonly user: { readonly id: string; readonly customerId: string } | undefined;
  /** The key or token of the request. */
  readonly key: { readonly id: string; readonly environment: string };
}

/** API keys of partners. `img_live_…` and `img_test_…` give access to the same account. */
export const partnerKeyFormats: Readonly<Record<"live" | "test", KeyFormat>> = {
  live: keyFormat({ prefix: "img", environment: "live" }),
  test: keyFormat({ prefix: "img", environment: "test" }),
};

/** Tokens of customers' users, created by partners. */
export const userTokens: KeyFormat = keyFormat({ prefix: "img", environment: "user" });

const { UNAUTHENTICATED, INVALID_API_KEY, TRIAL_EXPIRED, CANNOT_SELL } = imaging.error;

/** Creates the guard that verifies credentials. Invalid keys and inactive partners share one code, as published. */
export function partnerGuard(store: Store, keys: Keys, clock: () => number): ApiKeyGuard<Partner> {
  return apiKeys<Partner>({
    format: [partnerKeyFormats.live, partnerKeyFormats.test, userTokens],
    store,
    keys,
    account: (partnerId) => readPartner(store.sql, partnerId),
    refusals: {
      missing: UNAUTHENTICATED,
      unknown: INVALID_API_KEY,
      revoked: INVALID_API_KEY,
      expired: INVALID_API_KEY,
      inactive: INVALID_API_KEY,
    },
    clock,
  });
}

/** Returns the scopes of a user's token. */
export function userScopes(customerId: string, userId: string): readonly string[] {
  return [`customer:${customerId}`, `user:${userId}`];
}

/**
 * Returns the partner of a caller that is not a user.
 *
 * @throws INVALID_API_KEY, because the token of a user is not an API key of the partner
 */
export function requirePartner({ partner, user }: Caller): Partner {
  if (user !== undefined) throw INVALID_API_KEY(undefined, { note: `${user.id} is a user` });
  return partner;
}

/**
 * Creates the check for operations that sell: first the trial, then the tier. Existing customers are not affected.
 *
 * @returns a function that throws TRIAL_EXPIRED or CANNOT_SELL
 */
export function sellingGate(clock: () => number): (partner: Partner) => void {
  const trial = trialGate({ expired: TRIAL_EXPIRED, clock });
  const tiers = planGate({
    plans: [
      { name: "developer", features: { sellCustomers: false } },
      { name: "reseller", features: { sellCustomers: true } },
      { name: "enterprise", features: { sellCustomers: true } },
    ],
    denied: CANNOT_SELL,
  });
  return ({ tier, trialEndsAt }) => {
    trial(trialEndsAt);
    tiers.feature({ plan: tier }, "sellCustomers");
  };
}

/** Returns the owner of a caller's idempotency keys: the user or the partner. */
export function ownerOf({ partner, user }: Caller): string {
  return user?.id ?? partner.id;
}

/** Reads the caller from a verified key. The key of a partner has no scopes. */
export function toCaller({ account: partner, scopes, keyId, environment }: KeyCaller<Partner>): Caller {
  const scopeValue = (prefix: string): string | undefined =>
    scopes.find((scope) => scope.startsWith(prefix))?.slice(prefix.length);
  const [customerId, id] = [scopeValue("customer:"), scopeValue("user:")];
  const key = { id: keyId, environment };
  return { partner, key, user: customerId === undefined || id === undefined ? undefined : { id, customerId } };
}
