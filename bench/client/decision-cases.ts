import type { Fault } from "../../test/client/fault-server.ts";
import { cut, ok, reject, reset, respond, silence, stall } from "../../test/client/faults.ts";

/** Result of one call. */
export interface CallResult {
  readonly isSuccess: boolean;
  readonly status: number | undefined;
  readonly requests: number;
  /** Time between the first request and the second, in milliseconds. */
  readonly gapMs: number;
  readonly tookMs: number;
  /** Whether the call was still pending when the bench stopped waiting. */
  readonly isHung: boolean;
  /** Whether another origin received the caller's key. */
  readonly isLeaked: boolean;
}

/** One fault, and the right decision about it. */
export interface DecisionCase {
  readonly name: string;
  readonly method?: "GET" | "POST";
  readonly faults: readonly Fault[];
  readonly deadlineMs?: number;
  readonly abortAfterMs?: number;
  readonly isRight: (result: CallResult) => boolean;
}

const isRetried = ({ isSuccess, requests }: CallResult): boolean => isSuccess && requests === 2;
const isSurfaced = ({ isSuccess, requests, isHung }: CallResult): boolean => !isSuccess && !isHung && requests === 1;
const within =
  (leastMs: number, mostMs: number) =>
  (result: CallResult): boolean =>
    isRetried(result) && result.gapMs >= leastMs && result.gapMs <= mostMs;
const date = "Fri, 20 Nov 2020 12:00:00 GMT";

/** The rules of the client: one fault each, with the reason for the right decision. */
export const decisionCases: readonly DecisionCase[] = [
  // The server may have done the work, but a GET has no effect, so it is retried.
  { name: "GET 500", faults: [reject(500, "SORRY"), ok], isRight: isRetried },
  { name: "GET 504 of a proxy", faults: [respond(504), ok], isRight: isRetried },
  { name: "GET reset", faults: [reset, ok], isRight: isRetried },
  // A POST without a key may have taken effect, and a second one would repeat it.
  { name: "POST 500", method: "POST", faults: [reject(500, "SORRY"), ok], isRight: isSurfaced },
  { name: "POST 503 of a proxy", method: "POST", faults: [respond(503, "<html>"), ok], isRight: isSurfaced },
  { name: "POST reset", method: "POST", faults: [reset, ok], isRight: isSurfaced },
  // A rate limit rejects before any work, so any method is retried, but not earlier than the server says.
  {
    name: "POST 429, after 1 s",
    method: "POST",
    faults: [reject(429, "TOO_FAST", { "retry-after": "1" }), ok],
    isRight: within(990, 2_000),
  },
  {
    name: "GET 503, after 1 s",
    faults: [reject(503, "BUSY", { "retry-after": "1" }), ok],
    isRight: within(990, 2_000),
  },
  // The RateLimit field of the IETF draft is a hint, too.
  {
    name: "GET 429, RateLimit t=2",
    faults: [reject(429, "TOO_FAST", { ratelimit: '"p";r=0;t=2' }), ok],
    isRight: within(1_990, 3_500),
  },
  // A date counts from the server's own clock, even if that is wrong.
  {
    name: "GET 503, until a date, clock 6 years off",
    faults: [reject(503, "BUSY", { date, "retry-after": "Fri, 20 Nov 2020 12:00:02 GMT" }), ok],
    isRight: within(1_990, 3_500),
  },
  {
    name: "GET 503, body says 2 s",
    faults: [reject(503, "BUSY", {}, { retry_after: 2 }), ok],
    isRight: within(1_990, 3_500),
  },
  // An invalid hint is ignored: back off, neither at once nor for days.
  {
    name: "GET 429, after -5",
    faults: [reject(429, "TOO_FAST", { "retry-after": "-5" }), ok],
    isRight: within(15, 3_000),
  },
  {
    name: "GET 429, after soon",
    faults: [reject(429, "TOO_FAST", { "retry-after": "soon" }), ok],
    isRight: within(15, 3_000),
  },
  // A wait that exceeds the deadline is reported to the caller at once, neither slept nor shortened.
  { name: "GET 429, after 1 h", faults: [reject(429, "TOO_FAST", { "retry-after": "3600" }), ok], isRight: isSurfaced },
  {
    name: "GET 429, after 99999999999 s",
    faults: [reject(429, "TOO_FAST", { "retry-after": "99999999999" }), ok],
    isRight: isSurfaced,
  },
  // A retry cannot fix these: the request stays wrong, the quota stays exhausted, the method stays missing.
  { name: "GET 409", faults: [reject(409, "TAKEN"), ok], isRight: isSurfaced },
  { name: "GET 501", faults: [reject(501, "NOT_BUILT"), ok], isRight: isSurfaced },
  { name: "GET 429, quota used up", faults: [reject(429, "insufficient_quota"), ok], isRight: isSurfaced },
  {
    name: "GET 503, x-should-retry: false",
    faults: [reject(503, "BUSY", { "x-should-retry": "false" }), ok],
    isRight: isSurfaced,
  },
  // An error with status 200 is an error, and a page is not data.
  { name: "200, success: false", faults: [respond(200, { success: false, error: "no" })], isRight: isSurfaced },
  { name: "200, a page", faults: [respond(200, "<html>", { "content-type": "text/html" })], isRight: isSurfaced },
  // If an error body breaks off, the status still says what to do.
  {
    name: "GET 403, cut off",
    faults: [cut(403), ok],
    isRight: (result) => isSurfaced(result) && result.status === 403,
  },
  // The deadline covers the whole call with its body and its waits.
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
  // An abort ends the call at once, without another request.
  {
    name: "abort while waiting to retry",
    faults: [reject(503, "BUSY", { "retry-after": "2" }), ok],
    abortAfterMs: 300,
    isRight: (result) => isSurfaced(result) && result.tookMs < 400,
  },
  // A key must never reach another origin.
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
