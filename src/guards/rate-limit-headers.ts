/** Where one subject stands under one policy. */
export interface PolicyState {
  /** Name of the policy, as the contract and the headers call it. */
  readonly policy: string;
  /** Requests allowed in one window. */
  readonly limit: number;
  readonly windowSec: number;
  /** Requests left now, 0 or more. */
  readonly remaining: number;
  /** Seconds until more is left, rounded up. */
  readonly resetSec: number;
}

/** Which header fields tell a client where it stands: the IETF draft's, the older `X-RateLimit-*`, both or none. */
export type RateLimitDialect = "draft" | "legacy" | "both" | "none";

/**
 * Writes where a subject stands as response headers. `X-RateLimit-*` has room for one policy, so it tells of the one
 * with the least left; its reset is in seconds from now.
 *
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ revision 11
 */
export function rateLimitHeaders(states: readonly PolicyState[], dialect: RateLimitDialect): Record<string, string> {
  const tightest = states.reduce<PolicyState | undefined>((least, state) => {
    return least === undefined || state.remaining < least.remaining ? state : least;
  }, undefined);
  if (tightest === undefined || dialect === "none") return {};
  return { ...(dialect === "legacy" ? {} : draft(states)), ...(dialect === "draft" ? {} : legacy(tightest)) };
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
