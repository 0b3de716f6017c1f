import { type RedisWindows, redisWindows } from "errata/store/redis";
import type { SharedCounters } from "../shared/limits/index.ts";
import type { Options } from "./read-options.ts";

/** Counters in Redis, and the function that disconnects. */
export interface RedisCounters extends SharedCounters {
  readonly windows: RedisWindows;
}

/** Time between two messages about the same outage, in milliseconds. */
const quietMs = 10_000;

/**
 * Opens the counters of all nodes. While Redis is unavailable, this node limits requests on its own.
 *
 * @param onFallback receives the error at most every 10 s
 * @returns undefined if ERRATA_REDIS is not set
 * @throws TypeError for an invalid address
 */
export async function openSharedCounters(
  { redisUrl: url, redisFallback: fallbackRatio }: Options,
  onFallback: (error: unknown) => void,
): Promise<RedisCounters | undefined> {
  if (url === "") return undefined;
  let reportedAt = Number.NEGATIVE_INFINITY;
  try {
    return {
      windows: await redisWindows({ url }),
      fallbackRatio,
      onFallback(error) {
        if (performance.now() - reportedAt < quietMs) return;
        reportedAt = performance.now();
        onFallback(error);
      },
    };
  } catch (error) {
    throw error instanceof TypeError ? new TypeError(`ERRATA_REDIS: ${error.message}`) : error;
  }
}
