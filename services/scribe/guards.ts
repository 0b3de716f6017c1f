import { rateLimit, scopeGate } from "errata/guards";
import { apiKeyAuth, rateLimiter, requireScopes } from "errata/hono";
import { localWindows } from "errata/store";
import type { MiddlewareHandler } from "hono";
import { rejectQuery } from "../shared/http/index.ts";
import { requiredScopes } from "./accounts/scopes.ts";
import type { Backend } from "./backend.ts";
import { scribe } from "./contract.ts";
import type { ScribeEnv } from "./http.ts";

/** Operations that accept query parameters. All others reject any. */
const listOperations = new Set([
  "GET /v1/keys",
  "GET /v1/usage/movements",
  "GET /v1/patients",
  "GET /v1/consultations",
]);

/**
 * Creates the middlewares in front of every route: authentication, rate limit, scopes and query check.
 *
 * @throws authentication_required, account_invalid, rate_limited, permission_denied, parameter_invalid
 */
export function requestGuards({ authenticate, clock }: Backend): MiddlewareHandler<ScribeEnv>[] {
  const limit = rateLimit({
    windows: localWindows({ clock }),
    policies: [{ name: "minute", limit: scribe.limits.requestsPerMinute, windowSec: 60, algorithm: "sliding-log" }],
    exceeded: scribe.error.rate_limited,
    clock,
  });
  const gate = scopeGate(scribe.error.permission_denied);
  return [
    apiKeyAuth({ guard: authenticate, variables: ({ account, keyId, scopes }) => ({ account, keyId, scopes }) }),
    rateLimiter({ limit }),
    requireScopes({ scopes: requiredScopes, gate, unlisted: "reject", granted: (c) => c.get("scopes") }),
    rejectQuery(listOperations),
  ];
}
