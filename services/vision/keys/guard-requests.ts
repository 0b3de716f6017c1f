import { type ApiKeyGuard, apiKeys, rateLimit, scopeGate } from "errata/guards";
import { apiKeyAuth, rateLimiter, requireScopes } from "errata/hono";
import { localWindows } from "errata/store";
import type { MiddlewareHandler } from "hono";
import { type Account, readAccount } from "../accounts/account.ts";
import type { Backend } from "../backend.ts";
import { vision } from "../contract.ts";
import type { VisionEnv } from "../http.ts";
import { accountKeyFormat as format } from "./formats.ts";
import { scopeOf } from "./scopes.ts";

const { INVALID_API_KEY: unknown, EXPIRED_API_KEY: expired, DEACTIVATED_API_KEY: inactive } = vision.error;
const refusals = { missing: unknown, unknown, revoked: inactive, expired, inactive };

/** Creates the guard of API keys. Closing an account deactivates its keys. */
export function keyGuard({ store, keys, clock }: Pick<Backend, "store" | "keys" | "clock">): ApiKeyGuard<Account> {
  return apiKeys<Account>({ format, store, keys, refusals, clock, account: (id) => readAccount(store.sql, id) });
}

/** Checks that a key has a scope. @throws AUTHZ_ERROR */
export const requireScope: ReturnType<typeof scopeGate> = scopeGate(vision.error.AUTHZ_ERROR);

/** Creates the guards of every request: a valid key, calls left for the account, and the scope of the operation. */
export function requestGuards(guard: ApiKeyGuard<Account>, clock: () => number): MiddlewareHandler<VisionEnv>[] {
  // The published text says "100 calls per 60 seconds": a log never admits more, in any 60 seconds.
  const calls = {
    name: "calls",
    limit: vision.limits.callsPerMinute,
    windowSec: 60,
    algorithm: "sliding-log",
  } as const;
  const exceeded = vision.error.RATE_LIMIT_ERROR;
  return [
    apiKeyAuth({ guard, variables: ({ account, scopes }) => ({ account, scopes }) }),
    rateLimiter({ limit: rateLimit({ windows: localWindows({ clock }), policies: [calls], exceeded, clock }) }),
    requireScopes({ scopes: scopeOf, gate: requireScope, unlisted: "allow", granted: (c) => c.get("scopes") }),
  ];
}
