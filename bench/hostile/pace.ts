import { setTimeout as wait } from "node:timers/promises";

interface Batch {
  readonly requests: number;
  /** Latest time at which its requests were sent. */
  at: number;
}

/**
 * Creates a function that waits until a caller may send a number of requests within its rate limit. Call it before each
 * batch of requests, when the requests before have ended.
 *
 * @param perMinute requests that the API accepts from a caller in any 60 s
 */
export function pace(perMinute: number): (caller: string, requests: number) => Promise<void> {
  const batches = new Map<string, Batch[]>();
  return async (caller, requests) => {
    const sent = batches.get(caller) ?? [];
    const last = sent.at(-1);
    if (last !== undefined) last.at = Date.now();
    for (;;) {
      const recent = sent.filter(({ at }) => at > Date.now() - 61_000);
      if (recent.reduce((sum, batch) => sum + batch.requests, requests) <= perMinute) break;
      await wait(500);
    }
    batches.set(caller, [...sent.filter(({ at }) => at > Date.now() - 61_000), { requests, at: Date.now() }]);
  };
}
