import { requireValue } from "../../contract/faults/arguments.ts";

/** The state of one policy for one subject. */
export interface PolicyState {
  /** Name of the policy in the contract and the headers. */
  readonly policy: string;
  /** Requests allowed in one window. */
  readonly limit: number;
  /** Length of the window in seconds. */
  readonly windowSec: number;
  /** Requests left in this window, 0 or more. */
  readonly remaining: number;
  /** Seconds until more requests are available, rounded up. */
  readonly resetSec: number;
}

/** The headers that report rate limits: those of the IETF draft, the older `X-RateLimit-*`, both or none. */
export type RateLimitHeaderFormat = "draft" | "legacy" | "both" | "none";

/**
 * Formats rate limit headers. `X-RateLimit-*` can report one policy only, so it reports the one with the fewest requests
 * left. Its reset is in seconds from now.
 *
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ revision 11
 * @example
 * ```ts
 * import { rateLimitHeaders } from "errata/guards";
 *
 * const state = { policy: "minute", limit: 120, windowSec: 60, remaining: 119, resetSec: 60 };
 * const headers = rateLimitHeaders([state], "draft"); // RateLimit: "minute";r=119;t=60
 * ```
 */
export function rateLimitHeaders(
  states: readonly PolicyState[],
  format: RateLimitHeaderFormat,
): Record<string, string> {
  requireValue("rateLimitHeaders: states", states, "list");
  const tightest = states.reduce<PolicyState | undefined>((least, state) => {
    return least === undefined || state.remaining < least.remaining ? state : least;
  }, undefined);
  if (tightest === undefined || format === "none") return {};
  return { ...(format === "legacy" ? {} : draft(states)), ...(format === "draft" ? {} : legacy(tightest)) };
}

function draft(states: readonly PolicyState[]): Record<string, string> {
  return {
    "RateLimit-Policy": states
      .map(({ policy, limit, windowSec }) => `"${policy}";q=${limit};w=${windowSec}`)
      .join(", "),
    RateLimit: states.map(({ policy, remaining, resetSec }) => `"${policy}";r=${remaining};t=${resetSec}`).join(", "),
  };
}

function legacy({ limit, remaining, resetSec }: PolicyState): Record<string, string> {
  return {
    "X-RateLimit-Limit": String(limit),
    "X-RateLimit-Remaining": String(remaining),
    "X-RateLimit-Reset": String(resetSec),
  };
}
