import { rateLimit } from "errata/guards";
import { apiKeyAuth, rateLimiter } from "errata/hono";
import { localWindows } from "errata/store";
import type { MiddlewareHandler } from "hono";
import { rejectQuery } from "../shared/http/index.ts";
import type { Backend } from "./backend.ts";
import { imaging } from "./contract.ts";
import type { ImagingEnv } from "./http.ts";
import { toCaller } from "./partners/caller.ts";

/** Operations that accept query parameters. All others reject any. */
const listOperations = new Set([
  "GET /v1/keys",
  "GET /v1/customers/{customerId}/users",
  "GET /v1/customers/{customerId}/users/{userId}/tokens",
  "GET /v1/credits/movements",
  "GET /v1/customers",
  "GET /v1/customers/{customerId}/storage/movements",
  "GET /v1/customers/{customerId}/studies",
  "GET /v1/customers/{customerId}/studies/{studyUid}/instances",
  "GET /v1/customers/{customerId}/reports",
  "GET /v1/customers/{customerId}/studies/{studyUid}/reports",
]);

/**
 * Creates the middlewares in front of every route: authentication, rate limit and query check.
 *
 * @throws UNAUTHENTICATED, INVALID_API_KEY, RATE_LIMITED, VALIDATION_FAILED
 */
export function requestGuards({ authenticate, clock }: Backend): MiddlewareHandler<ImagingEnv>[] {
  const limit = rateLimit({
    windows: localWindows({ clock }),
    policies: [
      // Published as "120 requests/minute": a sliding log never admits more in any 60 seconds.
      { name: "minute", limit: imaging.limits.requestsPerMinute, windowSec: 60, algorithm: "sliding-log" },
    ],
    exceeded: imaging.error.RATE_LIMITED,
    clock,
  });
  return [
    apiKeyAuth({
      guard: authenticate,
      variables: (caller) => ({ caller: toCaller(caller) }),
    }),
    rateLimiter({ limit }),
    rejectQuery(listOperations),
  ];
}
