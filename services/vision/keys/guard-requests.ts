import { type ApiKeyGuard, apiKeys, rateLimit, readCredential, scopeGate } from "errata/guards";
import { localWindows } from "errata/store";
import type { MiddlewareHandler } from "hono";
import { type Account, readAccount } from "../accounts/account.ts";
import type { Backend } from "../backend.ts";
import { vision } from "../contract.ts";
import type { VisionEnv } from "../http.ts";
import { accountKeyFormat } from "./formats.ts";
import { scopeOf } from "./scopes.ts";

/** Finds out who calls. A key of a closed account has been deactivated with it. */
export function keyGuard({ store, keys, clock }: Pick<Backend, "store" | "keys" | "clock">): ApiKeyGuard<Account> {
  const { INVALID_API_KEY, EXPIRED_API_KEY, DEACTIVATED_API_KEY } = vision.error;
  return apiKeys<Account>({
    format: accountKeyFormat,
    store,
    keys,
    account: (accountId) => readAccount(store.sql, accountId),
    refusals: {
      missing: INVALID_API_KEY,
      unknown: INVALID_API_KEY,
      revoked: DEACTIVATED_API_KEY,
      expired: EXPIRED_API_KEY,
      inactive: DEACTIVATED_API_KEY,
    },
    clock,
  });
}

const requiredScopes = new Map<string, string>(Object.entries(scopeOf));

/** Lets a key through where it has a scope. @throws AUTHZ_ERROR */
export const requireScope: ReturnType<typeof scopeGate> = scopeGate(vision.error.AUTHZ_ERROR);

/** Lets requests through whose key is good, and whose account has calls left; whatever they are answered then says how many. */
export function guardRequests(guard: ApiKeyGuard<Account>, clock: () => number): MiddlewareHandler<VisionEnv> {
  const limit = rateLimit({
    windows: localWindows({ clock }),
    policies: [
      // The published text says "100 calls per 60 seconds": a log never admits more, in any 60 seconds.
      { name: "calls", limit: vision.limits.callsPerMinute, windowSec: 60, algorithm: "sliding-log" },
    ],
    exceeded: vision.error.RATE_LIMIT_ERROR,
    clock,
  });
  return async (c, next) => {
    // What a path answers is no secret, and a browser asks without a key. No route takes it: the boundary answers.
    if (c.req.method === "OPTIONS") return c.body(null, 404);
    const context = c.get("errata");
    const { account, scopes } = await guard(readCredential(c.req.raw.headers));
    context.tenant = account.id;
    c.set("account", account);
    c.set("scopes", scopes);
    const { headers } = await limit(account.id);
    await next();
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
  };
}

/** Lets requests through whose key has the operation's scope. @throws AUTHZ_ERROR */
export const guardScopes: MiddlewareHandler<VisionEnv> = async (c, next) => {
  const required = requiredScopes.get(c.get("errata").operation?.name ?? "");
  if (required !== undefined) requireScope({ scopes: c.get("scopes") }, required);
  await next();
};
