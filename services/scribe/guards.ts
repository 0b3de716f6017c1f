import { scopeGate } from "errata/guards";
import { apiKeyAuth, rateLimiter, requireScopes } from "errata/hono";
import type { MiddlewareHandler } from "hono";
import { rejectQuery } from "../shared/http/index.ts";
import { limitPerMinute } from "../shared/limits/index.ts";
import { requiredScopes } from "./accounts/scopes.ts";
import type { Backend } from "./backend.ts";
import { scribe } from "./contract.ts";
import { scribeDescription } from "./description.ts";
import type { ScribeEnv } from "./http.ts";

/**
 * Creates the middlewares in front of every route: authentication, rate limit, scopes and query check.
 *
 * @throws authentication_required, account_invalid, rate_limited, permission_denied, parameter_invalid
 */
export function requestGuards({ authenticate, counters }: Backend): MiddlewareHandler<ScribeEnv>[] {
  const { requestsPerMinute } = scribe.limits;
  const gate = scopeGate(scribe.error.permission_denied);
  return [
    apiKeyAuth({ guard: authenticate, variables: ({ account, keyId, scopes }) => ({ account, keyId, scopes }) }),
    rateLimiter({ limit: limitPerMinute({ limit: requestsPerMinute, exceeded: scribe.error.rate_limited, counters }) }),
    requireScopes({ scopes: requiredScopes, gate, unlisted: "reject", granted: (c) => c.get("scopes") }),
    rejectQuery(scribeDescription),
  ];
}
