import { scopeGate } from "errata/guards";
import { apiKeyAuth, rateLimiter, requireScopes } from "errata/hono";
import type { MiddlewareHandler } from "hono";
import { rejectQuery } from "../shared/http/index.ts";
import { limitPerMinute } from "../shared/limits/index.ts";
import type { Backend } from "./backend.ts";
import { vision } from "./contract.ts";
import { visionDescription } from "./description.ts";
import type { VisionEnv } from "./http.ts";
import { requiredScopes } from "./keys/scopes.ts";

/**
 * Creates the middlewares in front of every route: authentication, rate limit, scopes and query check.
 *
 * @throws INVALID_API_KEY, EXPIRED_API_KEY, DEACTIVATED_API_KEY, RATE_LIMIT_ERROR, AUTHZ_ERROR, VALIDATION_ERROR
 */
export function requestGuards({ authenticate, counters }: Backend): MiddlewareHandler<VisionEnv>[] {
  const limit = limitPerMinute({
    name: "calls",
    limit: vision.limits.callsPerMinute,
    exceeded: (_, options) => vision.error.RATE_LIMIT_ERROR(undefined, options),
    counters,
  });
  const gate = scopeGate(vision.error.AUTHZ_ERROR);
  return [
    apiKeyAuth({ guard: authenticate, variables: ({ account, keyId, scopes }) => ({ account, keyId, scopes }) }),
    rateLimiter({ limit }),
    requireScopes({ scopes: requiredScopes, gate, unlisted: "allow", granted: (c) => c.get("scopes") }),
    rejectQuery(visionDescription),
  ];
}
