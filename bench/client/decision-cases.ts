import type { Fault } from "../../test/client/fault-server.ts";
import { answer, cut, ok, refuse, reset, silence, stall } from "../../test/client/faults.ts";

/** What one call came to. */
export interface Outcome {
  readonly isSuccess: boolean;
  readonly status: number | undefined;
  readonly requests: number;
  /** Between the first request and the second, in milliseconds. */
  readonly gapMs: number;
  readonly tookMs: number;
  /** Whether the call was still pending when it was given up. */
  readonly isHung: boolean;
  /** Whether another origin was sent the caller's key. */
  readonly isLeaked: boolean;
}

/** One fault, and whether a decision about it is right. */
export interface DecisionCase {
  readonly name: string;
  readonly method?: "GET" | "POST";
  readonly faults: readonly Fault[];
  readonly deadlineMs?: number;
  readonly abortAfterMs?: number;
  readonly isRight: (outcome: Outcome) => boolean;
}

const isRetried = ({ isSuccess, requests }: Outcome): boolean => isSuccess && requests === 2;
const isSurfaced = ({ isSuccess, requests, isHung }: Outcome): boolean => !isSuccess && !isHung && requests === 1;
const within =
  (leastMs: number, mostMs: number) =>
  (outcome: Outcome): boolean =>
    isRetried(outcome) && outcome.gapMs >= leastMs && outcome.gapMs <= mostMs;
const date = "Fri, 20 Nov 2020 12:00:00 GMT";

/** The rules of the client, each as a fault, with the reason why its answer is the right one. */
export const decisionCases: readonly DecisionCase[] = [
  // An answer or a reset may have done its work: GET does none, so it is sent again.
  { name: "GET 500", faults: [refuse(500, "SORRY"), ok], isRight: isRetried },
  { name: "GET 504 of a proxy", faults: [answer(504), ok], isRight: isRetried },
  { name: "GET reset", faults: [reset, ok], isRight: isRetried },
  // POST without a key may have been done: a second one would do it twice.
  { name: "POST 500", method: "POST", faults: [refuse(500, "SORRY"), ok], isRight: isSurfaced },
  { name: "POST 503 of a proxy", method: "POST", faults: [answer(503, "<html>"), ok], isRight: isSurfaced },
  { name: "POST reset", method: "POST", faults: [reset, ok], isRight: isSurfaced },
  // A rate limit refuses before any work, so any method may be sent again, not before the server said.
  {
    name: "POST 429, after 1 s",
    method: "POST",
    faults: [refuse(429, "TOO_FAST", { "retry-after": "1" }), ok],
    isRight: within(990, 2_000),
  },
  {
    name: "GET 503, after 1 s",
    faults: [refuse(503, "BUSY", { "retry-after": "1" }), ok],
    isRight: within(990, 2_000),
  },
  // The draft's own field is a hint too.
  {
    name: "GET 429, RateLimit t=2",
    faults: [refuse(429, "TOO_FAST", { ratelimit: '"p";r=0;t=2' }), ok],
    isRight: within(1_990, 3_500),
  },
  // The server's date counts from the server's clock, however wrong that is.
  {
    name: "GET 503, until a date, clock 6 years off",
    faults: [refuse(503, "BUSY", { date, "retry-after": "Fri, 20 Nov 2020 12:00:02 GMT" }), ok],
    isRight: within(1_990, 3_500),
  },
  {
    name: "GET 503, body says 2 s",
    faults: [refuse(503, "BUSY", {}, { retry_after: 2 }), ok],
    isRight: within(1_990, 3_500),
  },
  // No hint is nonsense: back off, neither at once nor for days.
  {
    name: "GET 429, after -5",
    faults: [refuse(429, "TOO_FAST", { "retry-after": "-5" }), ok],
    isRight: within(15, 3_000),
  },
  {
    name: "GET 429, after soon",
    faults: [refuse(429, "TOO_FAST", { "retry-after": "soon" }), ok],
    isRight: within(15, 3_000),
  },
  // A wait that does not fit is the caller's to know at once: neither slept, nor cut short.
  { name: "GET 429, after 1 h", faults: [refuse(429, "TOO_FAST", { "retry-after": "3600" }), ok], isRight: isSurfaced },
  {
    name: "GET 429, after 99999999999 s",
    faults: [refuse(429, "TOO_FAST", { "retry-after": "99999999999" }), ok],
    isRight: isSurfaced,
  },
  // No retry cures these: the request stays wrong, the quota stays empty, the method stays missing.
  { name: "GET 409", faults: [refuse(409, "TAKEN"), ok], isRight: isSurfaced },
  { name: "GET 501", faults: [refuse(501, "NOT_BUILT"), ok], isRight: isSurfaced },
  { name: "GET 429, quota used up", faults: [refuse(429, "insufficient_quota"), ok], isRight: isSurfaced },
  {
    name: "GET 503, x-should-retry: false",
    faults: [refuse(503, "BUSY", { "x-should-retry": "false" }), ok],
    isRight: isSurfaced,
  },
  // An error is one whatever its status says, and no JSON is no data.
  { name: "200, success: false", faults: [answer(200, { success: false, error: "no" })], isRight: isSurfaced },
  { name: "200, a page", faults: [answer(200, "<html>", { "content-type": "text/html" })], isRight: isSurfaced },
  // Of a refusal that breaks off, the status still tells what to do.
  {
    name: "GET 403, cut off",
    faults: [cut(403), ok],
    isRight: (outcome) => isSurfaced(outcome) && outcome.status === 403,
  },
  // The deadline is of the whole call, body and waits included.
  {
    name: "deadline 600 ms, silence",
    deadlineMs: 600,
    faults: [silence],
    isRight: ({ isSuccess, tookMs }) => !isSuccess && tookMs < 1_000,
  },
  {
    name: "deadline 600 ms, body stalls",
    deadlineMs: 600,
    faults: [stall(200)],
    isRight: ({ isSuccess, tookMs }) => !isSuccess && tookMs < 1_000,
  },
  // Who gives up wants nothing more, and now.
  {
    name: "abort while waiting to retry",
    faults: [refuse(503, "BUSY", { "retry-after": "2" }), ok],
    abortAfterMs: 300,
    isRight: (outcome) => isSurfaced(outcome) && outcome.tookMs < 400,
  },
  // A key is for the origin that it was given to.
  {
    name: "redirect to another origin, x-api-key",
    faults: [
      (response, incoming) =>
        void response.writeHead(307, { location: `http://localhost:${incoming.socket.localPort}/elsewhere` }).end(),
      ok,
    ],
    isRight: ({ isLeaked }) => !isLeaked,
  },
];
