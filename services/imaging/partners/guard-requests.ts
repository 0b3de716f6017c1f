import { type ApiKeyGuard, apiKeys, rateLimit, readCredential } from "errata/guards";
import { localWindows } from "errata/store";
import type { MiddlewareHandler } from "hono";
import type { Backend } from "../backend.ts";
import { imaging } from "../contract.ts";
import type { ImagingEnv } from "../http.ts";
import { callerOf } from "./caller.ts";
import { partnerKeys, userTokens } from "./keys.ts";
import { type Partner, readPartner } from "./partner.ts";

/** Finds out who calls. Wrong, revoked and expired keys and inactive partners share one answer, as documented. */
export function keyGuard({ store, keys, clock }: Pick<Backend, "store" | "keys" | "clock">): ApiKeyGuard<Partner> {
  const { UNAUTHENTICATED, INVALID_API_KEY } = imaging.error;
  return apiKeys<Partner>({
    format: [partnerKeys.live, partnerKeys.test, userTokens],
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

/** Lets requests through whose key is good and whose partner has requests left; tells every caller how many. */
export function guardRequests(guard: ApiKeyGuard<Partner>, clock: () => number): MiddlewareHandler<ImagingEnv> {
  const limit = rateLimit({
    windows: localWindows({ clock }),
    policies: [
      // The published text says "120 requests/minute": a log never admits more, in any minute.
      { name: "minute", limit: imaging.limits.requestsPerMinute, windowSec: 60, algorithm: "sliding-log" },
    ],
    exceeded: imaging.error.RATE_LIMITED,
    clock,
  });
  return async (c, next) => {
    // What a path answers is no secret, and a browser asks without a key. No route takes it: the boundary answers.
    if (c.req.method === "OPTIONS") return c.body(null, 404);
    const { account: partner, scopes } = await guard(readCredential(c.req.raw.headers));
    c.get("errata").tenant = partner.id;
    c.set("caller", callerOf(partner, scopes));
    const { headers } = await limit(partner.id);
    await next();
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
  };
}
