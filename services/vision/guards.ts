import { rateLimit, scopeGate } from "errata/guards";
import { apiKeyAuth, rateLimiter, requireScopes } from "errata/hono";
import { localWindows } from "errata/store";
import type { MiddlewareHandler } from "hono";
import { rejectQuery } from "../shared/http/index.ts";
import type { Backend } from "./backend.ts";
import { vision } from "./contract.ts";
import type { VisionEnv } from "./http.ts";
import { requiredScopes } from "./keys/scopes.ts";

/** Operations that accept query parameters. All others reject any. */
const listOperations = new Set([
  "GET /v1/keys",
  "GET /v1/storage/movements",
  "GET /v1/usage/movements",
  "GET /v1/images",
  "GET /v1/rules",
  "GET /v1/schemas",
  "GET /v1/analyses",
]);

/**
 * Creates the middlewares in front of every route: authentication, rate limit, scopes and query check.
 *
 * @throws INVALID_API_KEY, EXPIRED_API_KEY, DEACTIVATED_API_KEY, RATE_LIMIT_ERROR, AUTHZ_ERROR, VALIDATION_ERROR
 */
export function requestGuards({ authenticate, clock }: Backend): MiddlewareHandler<VisionEnv>[] {
  const { callsPerMinute: limit } = vision.limits;
  const calls = rateLimit({
    windows: localWindows({ clock }),
    // Published as "100 calls per 60 seconds": a sliding log never admits more in any 60 seconds.
    policies: [{ name: "calls", limit, windowSec: 60, algorithm: "sliding-log" }],
    exceeded: (_, options) => vision.error.RATE_LIMIT_ERROR(undefined, options),
    clock,
  });
  return [
    apiKeyAuth({ guard: authenticate, variables: ({ account, keyId, scopes }) => ({ account, keyId, scopes }) }),
    rateLimiter({ limit: calls }),
    requireScopes({
      scopes: requiredScopes,
      gate: scopeGate(vision.error.AUTHZ_ERROR),
      unlisted: "allow",
      granted: (c) => c.get("scopes"),
    }),
    rejectQuery(listOperations),
  ];
}
