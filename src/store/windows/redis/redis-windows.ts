import type { Redis } from "ioredis";
import { loadDriver } from "../../engine/index.ts";
import { maxTimerMs, type OptionTypes, requireInteger, requireOptions } from "../../require-options.ts";
import { StoreError } from "../../store-error.ts";
import { checkRequest, longestWait, type TakeResult, type WindowRequest, type Windows } from "../local-windows.ts";
import { takeScript } from "./take-script.ts";

/** Options of {@link redisWindows}. */
export interface RedisWindowsOptions {
  /** Address of one server: `redis://user:password@host:6379/0`, or `rediss://` for TLS. */
  readonly url: string;
  /** Beginning of all keys. @default "errata:" */
  readonly prefix?: string | undefined;
  /** Longest wait for a response, in milliseconds, 1 or more. @default 250 */
  readonly timeoutMs?: number | undefined;
  /** How long calls fail at once after one has failed, in milliseconds, 0 or more. Then one call tries again. @default 500 */
  readonly retryAfterMs?: number | undefined;
  /** Returns the current time in epoch milliseconds, for tests. @default the clock of the server, which all processes share */
  readonly clock?: (() => number) | undefined;
}

/** Counters in Redis. */
export interface RedisWindows extends Windows {
  /**
   * Deducts the cost from all windows or from none, in one round trip.
   *
   * @throws STORE_UNAVAILABLE, STORE_TIMEOUT when Redis is down, slow or disconnected; `rateLimit` then uses its fallback
   */
  take(requests: readonly WindowRequest[]): Promise<TakeResult>;
  /** Checks that Redis responds. @throws STORE_UNAVAILABLE, STORE_TIMEOUT */
  ping(): Promise<void>;
  /** Disconnects. */
  close(): Promise<void>;
}

const optionTypes: OptionTypes<RedisWindowsOptions> = {
  url: "checked",
  prefix: "checked",
  timeoutMs: "checked",
  retryAfterMs: "checked",
  clock: "function",
};

/**
 * Creates counters in Redis 7 or newer. All processes that use the same server and prefix count together, so a limit is exact
 * across them. Waits for the first connection for a second at most, and connects again in the background.
 *
 * @throws STORE_DRIVER_MISSING when the package `ioredis` is not installed
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { rateLimit } from "errata/guards";
 * import { redisWindows } from "errata/store/redis";
 *
 * const { error } = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { RATE_LIMITED: { kind: "rate_limited", when: "Over 120 requests per minute.", message: "Slow down." } },
 * });
 * const windows = await redisWindows({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
 * const limit = rateLimit({
 *   windows,
 *   policies: [{ name: "minute", limit: 120, windowSec: 60, algorithm: "sliding-log" }],
 *   exceeded: error.RATE_LIMITED,
 *   fallbackRatio: 1 / 3,
 * });
 * await windows.close();
 * ```
 */
export async function redisWindows(options: RedisWindowsOptions): Promise<RedisWindows> {
  requireOptions("redisWindows", options, optionTypes);
  const { prefix = "errata:", timeoutMs = 250, retryAfterMs = 500, clock } = options;
  requireInteger("redisWindows: timeoutMs", timeoutMs, 1, maxTimerMs);
  requireInteger("redisWindows: retryAfterMs", retryAfterMs, 0, maxTimerMs);
  if (typeof prefix !== "string") throw new TypeError("redisWindows: expected prefix to be a string.");
  const url = checkUrl(options.url);
  const { Redis } = await loadDriver("ioredis", "errata/store/redis", () => import("ioredis"));
  const client = await connect(Redis, url);
  // A host without power does not close its connections, so a call that times out gives its connection up.
  const circuit = circuitBreaker({ timeoutMs, retryAfterMs, onTimeout: () => client.disconnect(true) });
  return {
    async take(requests) {
      for (const { policy, cost = 1 } of requests) checkRequest(policy, cost);
      if (requests.length === 0) return { isAllowed: true, retryAfterMs: 0, results: [] };
      const values = requests.flatMap(({ policy: { algorithm = "counter", limit, windowMs }, cost = 1 }) => [
        algorithm,
        limit,
        windowMs,
        cost,
      ]);
      const keys = requests.map((request) => keyOf(prefix, request));
      const rows = await circuit(() => client.errataTake(keys.length, ...keys, clock?.() ?? -1, ...values));
      return toResult(requests, rows);
    },
    ping: async () => void (await circuit(() => client.ping())),
    close: async () => client.disconnect(),
  };
}

/** Longest wait for a connection, in milliseconds. */
const connectMs = 1_000;

/** The connection with the script as a command. The driver sends the script once per server, and then its hash. */
type Client = Redis & { errataTake(keyCount: number, ...values: (string | number)[]): Promise<Row[]> };

/** One policy's decision: whether it allows the request, what remains, the time until it is empty, and the wait. */
type Row = readonly [isAllowed: number, remaining: number, resetMs: number, retryAfterMs: number];

async function connect(Driver: typeof Redis, url: string): Promise<Client> {
  const client = new Driver(url, {
    // Without these, calls wait in memory until the server is back. Calls have their own timeout; this one is for the handshake.
    commandTimeout: connectMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    // A repeated call would count the request twice.
    autoResendUnfulfilledCommands: false,
    enableReadyCheck: false,
    connectTimeout: connectMs,
    keepAlive: 10_000,
    retryStrategy: (attempt: number) => Math.min(50 * attempt, 500),
    connectionName: "errata",
  }) as Client;
  client.defineCommand("errataTake", { lua: takeScript });
  // Every failed call reports its own error.
  client.on("error", () => undefined);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, connectMs);
    client.once("ready", resolve).once("ready", () => clearTimeout(timer));
    client.once("close", resolve).once("close", () => clearTimeout(timer));
  });
  return client;
}

interface CircuitOptions {
  readonly timeoutMs: number;
  readonly retryAfterMs: number;
  readonly onTimeout: () => void;
}

/** Fails calls at once while the server is down, except one at a time that tries again. */
function circuitBreaker({
  timeoutMs,
  retryAfterMs,
  onTimeout,
}: CircuitOptions): <Result>(call: () => Promise<Result>) => Promise<Result> {
  let failure: { readonly error: StoreError; retryAt: number } | undefined;
  return async (call) => {
    if (failure !== undefined) {
      if (performance.now() < failure.retryAt) throw failure.error;
      failure.retryAt = performance.now() + Math.max(retryAfterMs, 1);
    }
    try {
      const result = await withTimeout(call(), timeoutMs);
      failure = undefined;
      return result;
    } catch (cause) {
      const error = storeError(cause);
      failure = { error, retryAt: performance.now() + retryAfterMs };
      if (error.code === "STORE_TIMEOUT") onTimeout();
      throw error;
    }
  };
}

/**
 * Rejects when the server does not respond in time. A response that arrived while this process was busy counts: it is read
 * between the timer and the immediate.
 */
function withTimeout<Result>(call: Promise<Result>, timeoutMs: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      setImmediate(() => {
        reject(
          new StoreError(
            "STORE_TIMEOUT",
            `Redis did not respond within ${timeoutMs} ms. Requests are limited locally.`,
          ),
        );
      });
    }, timeoutMs);
    call.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function storeError(cause: unknown): StoreError {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof StoreError) return cause;
  return new StoreError("STORE_UNAVAILABLE", `Redis is not available: ${message.slice(0, 200)}`, { cause });
}

/** Braces let all windows of a subject be on one node of a cluster. */
function keyOf(prefix: string, { policy: { name, windowMs, algorithm = "counter" }, key }: WindowRequest): string {
  return `${prefix}${algorithm}:${name}:${windowMs}:{${key}}`;
}

function toResult(requests: readonly WindowRequest[], rows: readonly Row[]): TakeResult {
  const results = requests.map(({ policy }, index) => {
    const row = rows[index];
    if (row === undefined) throw new StoreError("STORE_UNAVAILABLE", "Redis returned no result for a policy.");
    const [isAllowed, remaining, resetMs, wait] = row.map(Number) as unknown as Row;
    return { policy, isAllowed: isAllowed === 1, remaining, resetMs, retryAfterMs: wait < 0 ? null : wait };
  });
  const isAllowed = results.every((result) => result.isAllowed);
  return { isAllowed, retryAfterMs: isAllowed ? 0 : longestWait(results), results };
}

function checkUrl(url: unknown): string {
  if (typeof url === "string" && URL.canParse(url) && /^rediss?:\/\/./.test(url)) return url;
  // The URL can contain a password, so the message does not quote it.
  throw new TypeError(
    "redisWindows: expected url to be an address such as redis://user:password@host:6379, received another text.",
  );
}
