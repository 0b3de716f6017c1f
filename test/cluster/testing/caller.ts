import { setTimeout as sleep } from "node:timers/promises";

/** A response with a definitive result. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  /** The parsed body; undefined if it is not JSON. */
  readonly json: any;
}

/** A request that can be repeated. */
export interface Call {
  readonly method?: string;
  readonly path: string;
  readonly key: string | undefined;
  readonly json?: unknown;
  readonly body?: () => BodyInit;
  readonly headers?: Record<string, string>;
}

/** Repeats requests until they have a definitive result, and counts what callers see. */
export interface Caller {
  /** Number of responses by status; 0 for broken connections. */
  readonly statuses: Map<number, number>;
  /** Requests that took longest, with the responses to their attempts. */
  readonly slowest: { readonly request: string; readonly ms: number; readonly attempts: readonly number[] }[];
  /** Responses that no outage explains. */
  readonly faults: string[];
  /** Sends a request until it succeeds or is rejected for good. @throws Error at the deadline */
  send(call: Call): Promise<Answer>;
}

/** Longest time in which a request must have a definitive result, in milliseconds. */
const deadlineMs = 180_000;
const timeoutMs = 90_000;
/** Longest wait between two attempts, in milliseconds. */
const maxWaitMs = 5_000;
const outages = new Set([408, 425, 429, 502, 503, 504]);
/** Codes of the pdf API for outages, whose published status is 500. */
const outageCodes = /"(?:S3_ERROR|DATABASE_ERROR)"/;

/** Creates a caller of the cluster. @param baseUrls its addresses; a repeated request takes the next one */
export function caller(baseUrls: readonly string[]): Caller {
  const statuses = new Map<number, number>();
  const faults: string[] = [];
  const slowest: Caller["slowest"] = [];
  let turn = 0;

  function measure(request: string, startedAt: number, attempts: readonly number[]): void {
    slowest.push({ request, ms: Math.round(performance.now() - startedAt), attempts });
    slowest.sort((a, b) => b.ms - a.ms).splice(10);
  }

  async function attempt(call: Call): Promise<Answer | undefined> {
    const { method = "GET", path, key, json, body, headers } = call;
    const base = baseUrls[turn++ % baseUrls.length];
    try {
      const response = await fetch(`${base}${path}`, {
        method,
        headers: {
          ...(key !== undefined && { Authorization: `Bearer ${key}` }),
          ...(json !== undefined && { "Content-Type": "application/json" }),
          ...headers,
        },
        ...(json !== undefined && { body: JSON.stringify(json) }),
        ...(body && { body: body() }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const bytes = new Uint8Array(await response.arrayBuffer());
      return { status: response.status, headers: response.headers, bytes, json: parse(bytes) };
    } catch {
      return undefined;
    }
  }

  return {
    statuses,
    faults,
    slowest,
    async send(call) {
      const startedAt = performance.now();
      const attempts: number[] = [];
      const request = `${call.method ?? "GET"} ${call.path}`;
      let last = "";
      while (performance.now() < startedAt + deadlineMs) {
        const answer = await attempt(call);
        const status = answer?.status ?? 0;
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        attempts.push(status);
        if (answer !== undefined && isDefinitive(answer)) {
          measure(request, startedAt, attempts);
          return answer;
        }
        last = `${status} ${new TextDecoder().decode(answer?.bytes).slice(0, 300)}`;
        if (answer !== undefined && isFault(answer, last)) faults.push(`${request}: ${last}`);
        const retryAfterSec = Number(answer?.headers.get("retry-after") ?? 0.2);
        await sleep(Math.min(retryAfterSec * 1_000, maxWaitMs) * (0.5 + Math.random() / 2));
      }
      throw new Error(`${request} had no definitive result in ${deadlineMs / 1_000} s: ${last}`);
    },
  };
}

/** A request with the same key that is still under way has a definitive result later. */
function isDefinitive({ status, headers }: Answer): boolean {
  return status < 500 && !outages.has(status) && !(status === 409 && headers.has("retry-after"));
}

/** nginx itself responds with 502 and 504. */
function isFault({ status, headers }: Answer, text: string): boolean {
  if (status === 503) return !headers.has("retry-after");
  return status >= 500 && !outages.has(status) && !outageCodes.test(text);
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
