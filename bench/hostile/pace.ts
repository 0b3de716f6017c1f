import { setTimeout as wait } from "node:timers/promises";

/**
 * Creates a function that waits until an account may send a number of requests within its rate limit.
 *
 * @param perMinute requests that the API accepts in any 60 s
 */
export function pace(perMinute: number): (requests: number) => Promise<void> {
  let sentAt: number[] = [];
  return async (requests) => {
    for (;;) {
      sentAt = sentAt.filter((at) => at > Date.now() - 61_000);
      if (sentAt.length + requests <= perMinute) break;
      await wait(500);
    }
    sentAt.push(...Array<number>(requests).fill(Date.now()));
  };
}
