import { type RateLimitGuard, type RateLimitOptions, rateLimit } from "errata/guards";
import type { Counters } from "./counters.ts";

/** Options of {@link limitPerMinute}. */
export interface MinuteLimitOptions extends Pick<RateLimitOptions, "exceeded"> {
  readonly counters: Counters;
  /** Name of the policy in headers. @default "minute" */
  readonly name?: string;
  /** Requests in any 60 seconds. */
  readonly limit: number;
}

/** Creates a limit of requests. The sliding log never admits more than the published limit in any 60 seconds. */
export function limitPerMinute({ name = "minute", limit, exceeded, counters }: MinuteLimitOptions): RateLimitGuard {
  return rateLimit({
    ...counters,
    policies: [{ name, limit, windowSec: 60, algorithm: "sliding-log" }],
    exceeded,
  });
}
