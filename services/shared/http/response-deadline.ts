import type { IncomingMessage } from "node:http";
import type { BoundaryEnv } from "errata/hono";
import type { Boundary } from "errata/server";
import type { Context, MiddlewareHandler } from "hono";

/** Options of `responseDeadline`. */
interface DeadlineOptions {
  /** Boundary whose contract has the errors. */
  readonly boundary: Pick<Boundary, "raise">;
  /** Longest time from a complete request to the first byte of its response, in milliseconds, 10 or more. @default 10_000 */
  readonly deadlineMs?: number | undefined;
  /** Longer times of single operations, by their names. @default none */
  readonly operations?: Readonly<Record<string, number>>;
  /**
   * Returns how long a request asks the server to wait, in milliseconds, as a long poll does. This time is added to the
   * deadline, and such a request says nothing about the load.
   *
   * @default no request does
   */
  readonly askedWaitMs?: (c: Context) => number;
}

/** Requests of one operation that wait for their responses. */
interface Waiting {
  count: number;
  /** Sum of the times at which they arrived. */
  arrivals: number;
}

/** An operation with fewer waiting requests is never overloaded: some of them may hang for another reason. */
const minWaiting = 16;
/** A body of this length arrives at once. A longer one takes as long as its client needs, which says nothing about the load. */
const shortBodyBytes = 65_536;

/**
 * Creates the middleware that responds in time: when a response takes longer than the deadline of its operation, the request
 * fails with the contract's `timeout`. The work goes on, and its result is dropped; an idempotency key returns it later.
 *
 * A request that would wait that long is rejected at once, with `unavailable` and Retry-After. Requests that wait in a queue
 * have waited half of its length on average, so an operation is overloaded when this average nears half of the deadline.
 *
 * @throws `timeout`, `unavailable`
 */
export function responseDeadline<E extends BoundaryEnv>({
  boundary,
  deadlineMs = 10_000,
  operations = {},
  askedWaitMs = () => 0,
}: DeadlineOptions): MiddlewareHandler<E> {
  const waitingBy = new Map<string, Waiting>();
  return async (c, next) => {
    const name = c.get("errata").operation?.name ?? "";
    const askedMs = askedWaitMs(c);
    const limitMs = (operations[name] ?? deadlineMs) + askedMs;
    const waiting = waitingBy.get(name) ?? { count: 0, arrivals: 0 };
    waitingBy.set(name, waiting);
    const arrival = performance.now();
    const averageMs = arrival - waiting.arrivals / waiting.count;
    if (askedMs === 0 && waiting.count >= minWaiting && averageMs > 0.4 * limitMs) {
      const note = `${waiting.count} requests have waited for ${Math.round(averageMs)} ms on average`;
      throw boundary.raise("unavailable", {}, { note, retryAfterMs: Math.ceil(2 * averageMs) });
    }
    const isCounted = askedMs === 0 && hasShortBody(c);
    if (isCounted) count(waiting, 1, arrival);
    let stop = (): void => undefined;
    try {
      // One promise instead of the four of Promise.race.
      await new Promise<void>((resolve, reject) => {
        stop = startDeadline(limitMs, incomingOf(c), () =>
          reject(boundary.raise("timeout", {}, { note: `no response within ${limitMs} ms; the work goes on` })),
        );
        next().then(resolve, reject);
      });
    } finally {
      stop();
      if (isCounted) count(waiting, -1, -arrival);
    }
  };
}

function count(waiting: Waiting, requests: 1 | -1, arrivals: number): void {
  waiting.count += requests;
  waiting.arrivals += arrivals;
}

/** Starts to wait. Time in which the body still arrives does not count. @returns a function that ends the wait */
function startDeadline(limitMs: number, incoming: IncomingMessage | undefined, expire: () => void): () => void {
  let timer: NodeJS.Timeout;
  let since = performance.now();
  let bytesRead = incoming?.socket.bytesRead;
  const check = (): void => {
    if (incoming !== undefined && !incoming.complete) {
      // Neither is true if nobody reads the body: then the server keeps the client waiting.
      if (incoming.socket.bytesRead !== bytesRead || incoming.readableLength === 0) since = performance.now();
      bytesRead = incoming.socket.bytesRead;
    }
    const leftMs = since + limitMs - performance.now();
    // A timer may fire a fraction of a millisecond early.
    if (leftMs < 1) expire();
    else timer = setTimeout(check, Math.min(leftMs, limitMs / 10));
  };
  timer = setTimeout(check, limitMs / 10);
  return () => clearTimeout(timer);
}

function hasShortBody(c: Context): boolean {
  return (
    c.req.header("transfer-encoding") === undefined && Number(c.req.header("content-length") ?? 0) <= shortBodyBytes
  );
}

/** Returns Node's request; undefined on other servers. */
function incomingOf({ env }: Context): IncomingMessage | undefined {
  return (env as { incoming?: IncomingMessage } | undefined)?.incoming;
}
