import { rateLimit } from "errata/guards";
import { customAuth, rateLimiter } from "errata/hono";
import { localWindows } from "errata/store";
import type { MiddlewareHandler } from "hono";
import { rejectQuery } from "../shared/http/index.ts";
import type { Backend } from "./backend.ts";
import { pdf } from "./contract.ts";
import { authenticate } from "./credentials/authenticate.ts";
import type { PdfEnv } from "./http.ts";

/** Operations that accept query parameters. All others reject any. */
const queryOperations = new Set([
  "GET /v1/api-keys",
  "GET /v1/jobs",
  "GET /v1/members",
  "GET /v1/credits/movements",
  "GET /v1/usage",
  "GET /v1/designs",
  "GET /v1/designs/{designId}",
  "GET /v1/pdfs",
]);

/**
 * Creates the middlewares in front of every route: authentication, rate limit and query check.
 *
 * @throws UNAUTHORIZED, INVALID_API_KEY, API_KEY_EXPIRED, INVALID_TOKEN, TOKEN_EXPIRED, INSUFFICIENT_PERMISSIONS,
 * RATE_LIMITED, VALIDATION_ERROR
 */
export function requestGuards(backend: Backend): MiddlewareHandler<PdfEnv>[] {
  const limit = rateLimit({
    windows: localWindows({ clock: backend.clock }),
    policies: [{ name: "minute", limit: pdf.limits.requestsPerMinute, windowSec: 60, algorithm: "sliding-log" }],
    exceeded: pdf.error.RATE_LIMITED,
    clock: backend.clock,
  });
  return [
    customAuth({
      authenticate: ({ req }) => authenticate(backend, req.raw.headers),
      tenant: ({ workspace }) => workspace.id,
    }),
    rateLimiter({ limit }),
    rejectQuery(queryOperations),
  ];
}
