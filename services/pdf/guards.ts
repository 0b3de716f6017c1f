import { customAuth, rateLimiter } from "errata/hono";
import type { MiddlewareHandler } from "hono";
import { rejectQuery } from "../shared/http/index.ts";
import { limitPerMinute } from "../shared/limits/index.ts";
import type { Backend } from "./backend.ts";
import { pdf } from "./contract.ts";
import { authenticate } from "./credentials/authenticate.ts";
import { pdfDescription } from "./description.ts";
import type { PdfEnv } from "./http.ts";

/**
 * Creates the middlewares in front of every route: authentication, rate limit and query check.
 *
 * @throws UNAUTHORIZED, INVALID_API_KEY, API_KEY_EXPIRED, INVALID_TOKEN, TOKEN_EXPIRED, INSUFFICIENT_PERMISSIONS,
 * RATE_LIMITED, VALIDATION_ERROR
 */
export function requestGuards(backend: Backend): MiddlewareHandler<PdfEnv>[] {
  const { counters } = backend;
  const { requestsPerMinute } = pdf.limits;
  return [
    customAuth({
      authenticate: ({ req }) => authenticate(backend, req.raw.headers),
      tenant: ({ workspace }) => workspace.id,
    }),
    rateLimiter({ limit: limitPerMinute({ limit: requestsPerMinute, exceeded: pdf.error.RATE_LIMITED, counters }) }),
    rejectQuery(pdfDescription),
  ];
}
