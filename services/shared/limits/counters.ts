import { type RateLimitGuard, type RateLimitOptions, rateLimit } from "errata/guards";
import { localWindows, type Windows } from "errata/store";

/** Counters that all nodes share. */
export interface SharedCounters {
  readonly windows: Windows;
  /** Part of each limit that this node allows while the counters are unavailable; above 0, at most 1. */
  readonly fallbackRatio: number;
  /** Receives the error whenever this node decides alone. */
  readonly onFallback: (error: unknown) => void;
}

/** The counters of one API: the members of `RateLimitOptions` that say where requests are counted. */
export type Counters = Pick<RateLimitOptions, "windows" | "fallbackRatio" | "observe" | "clock">;

/** Opens the counters of an API. @param shared counters of all nodes. @default counters in this process */
export function openCounters(api: string, clock: () => number, shared: SharedCounters | undefined): Counters {
  if (shared === undefined) return { windows: localWindows({ clock }), clock };
  const { windows, fallbackRatio, onFallback } = shared;
  return {
    // Accounts and policies of two APIs may have the same names.
    windows: {
      take: (requests) => windows.take(requests.map((request) => ({ ...request, key: `${api} ${request.key}` }))),
    },
    fallbackRatio,
    observe: (event) => {
      if (event.kind === "fallback") onFallback(event.error);
    },
    clock,
  };
}

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
