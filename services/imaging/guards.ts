import { apiKeyAuth, rateLimiter } from "errata/hono";
import type { MiddlewareHandler } from "hono";
import { asOne, rejectQuery } from "../shared/http/index.ts";
import { limitPerMinute } from "../shared/limits/index.ts";
import type { Backend } from "./backend.ts";
import { imaging } from "./contract.ts";
import { imagingDescription } from "./description.ts";
import type { ImagingEnv } from "./http.ts";
import { toCaller } from "./partners/caller.ts";

/**
 * Creates the middlewares in front of every route: authentication, rate limit and query check.
 *
 * @throws UNAUTHENTICATED, INVALID_API_KEY, RATE_LIMITED, VALIDATION_FAILED
 */
export function requestGuards({ authenticate, counters }: Backend): MiddlewareHandler<ImagingEnv>[] {
  const { requestsPerMinute } = imaging.limits;
  return [
    asOne<ImagingEnv>(
      apiKeyAuth({ guard: authenticate, variables: (caller) => ({ caller: toCaller(caller) }) }),
      rateLimiter({
        limit: limitPerMinute({ limit: requestsPerMinute, exceeded: imaging.error.RATE_LIMITED, counters }),
      }),
    ),
    // On its own, so that the rate limiter adds its headers to this error too.
    rejectQuery(imagingDescription),
  ];
}
