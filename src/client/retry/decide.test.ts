import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CallError } from "../call-error.ts";
import type { ContractMetadata } from "../metadata.ts";
import { parseError } from "../parse/index.ts";
import { decide } from "./decide.ts";

const random = () => 0.5;
const body = JSON.stringify({ error: { code: "X", message: "m" } });
const error = (status: number, headers = {}, attempts = 1, metadata?: ContractMetadata): CallError =>
  Object.assign(parseError(status, headers, body, metadata), { attempts });

describe("decide", () => {
  it("retries an error rejected before any work, with any method", () => {
    expect(decide(error(429))).toBeDefined();
    expect(decide(error(503, { "retry-after": "1" }))).toBeDefined();
  });

  it("retries an ambiguous failure only when the request is idempotent", () => {
    for (const status of [408, 500, 502, 503, 504]) {
      expect(decide(error(status))).toBeUndefined();
      expect(decide(error(status), { idempotent: true })).toBeDefined();
    }
  });

  it("does not retry an error that a retry cannot fix", () => {
    for (const status of [400, 401, 402, 403, 404, 405, 409, 410, 413, 415, 422, 501, 505]) {
      expect([status, decide(error(status), { idempotent: true })]).toEqual([status, undefined]);
    }
  });

  it("retries what the server says can be retried, with the caution of its effect", () => {
    const may = { "x-should-retry": "true" };
    for (const status of [400, 409, 422]) expect(decide(error(status, may))).toBeDefined();
    expect(decide(error(501, may))).toBeUndefined();
    expect(decide(error(501, may), { idempotent: true })).toBeDefined();
  });

  it("waits after a throttled response with any status", () => {
    const wait = (status: number, headers = {}, code = "X") =>
      decide(parseError(status, headers, JSON.stringify({ code, message: "m" })), {
        random: () => 0,
      });
    expect(wait(403, { "retry-after": "2" })).toBe(2_000);
    expect(wait(403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "3" })).toBe(3_000);
    expect(wait(403, { "x-ratelimit-remaining": "7", "x-ratelimit-reset": "3" })).toBeUndefined();
    for (const code of ["ThrottlingException", "rateLimitExceeded", "TooManyRequestsException", "THROTTLED"])
      expect([code, wait(400, {}, code)]).toEqual([code, 20]);
    expect([wait(529), wait(503, {}, "SlowDown"), wait(200, {}, "THROTTLED")]).toEqual([20, 20, 20]);
    expect(wait(429, {}, "insufficient_quota")).toBeUndefined();
  });

  it("waits after a 403 without requests left, in every header that says so", () => {
    const wait = (headers: object, status = 403) =>
      decide(parseError(status, headers as Record<string, string>, "{}"), { random: () => 0 });
    expect(wait({ ratelimit: '"m";r=0;t=5' })).toBe(5_000);
    expect(wait({ ratelimit: '"d";r=7;t=90, "m";t=5;r=0' })).toBe(5_000);
    expect(wait({ ratelimit: '"m";r=0' })).toBe(20);
    expect(wait({ ratelimit: "limit=9, remaining=0, reset=5" })).toBe(5_000);
    for (const name of ["ratelimit", "x-ratelimit", "x-rate-limit"]) {
      expect(wait({ [`${name}-remaining`]: "0", [`${name}-reset`]: "5" })).toBe(5_000);
      expect(wait({ [`${name}-remaining`]: "0" })).toBe(20);
      expect(wait({ [`${name}-remaining`]: "3", [`${name}-reset`]: "5" })).toBeUndefined();
    }
    expect(wait({ ratelimit: '"m;r=0";r=7;t=5' })).toBeUndefined();
    expect(wait({ ratelimit: '"m";r=0;t=5' }, 401)).toBeUndefined();
  });

  it("waits after 420 and 430, which mean rate limits alone, but not after other statuses that are not registered", () => {
    const after = { "retry-after": "2" };
    const wait = (status: number, headers = {}) => decide(parseError(status, headers, ""), { random: () => 0 });
    expect([wait(420), wait(430), wait(420, after), wait(430, after)]).toEqual([20, 20, 2_000, 2_000]);
    expect([wait(460, after), wait(498, after), wait(499, after)]).toEqual([undefined, undefined, undefined]);
  });

  it("waits after a code or a message of a throttled request, whatever its words", () => {
    const wait = (status: number, body: object) =>
      decide(parseError(status, {}, JSON.stringify(body)), { random: () => 0 });
    for (const code of [
      "RequestLimitExceeded",
      "BandwidthLimitExceeded",
      "REQUEST_LIMIT_EXCEEDED",
      "ThrottledException",
    ])
      expect([code, wait(400, { code }), wait(503, { code })]).toEqual([code, 20, 20]);
    for (const message of ["You have exceeded a secondary rate limit.", "The app hit its rate limit."])
      expect([message, wait(403, { message })]).toEqual([message, 20]);
    for (const code of ["LimitExceededException", "RequestSizeLimitExceeded", "RATE_TOO_HIGH"])
      expect([code, wait(400, { code })]).toEqual([code, undefined]);
    expect(wait(403, { message: "You cannot change a rate limit." })).toBeUndefined();
  });

  it("waits after a 400 for an earlier request, as a conflict that does not stop other calls", () => {
    for (const code of ["PriorRequestNotComplete", "TransactionInProgressException"]) {
      const pending = parseError(400, {}, JSON.stringify({ __type: code, message: "m" }));
      expect(pending).toMatchObject({ code, kind: "conflict", retry: "after_delay", effect: "none" });
      expect(decide(pending, { random: () => 0 })).toBe(20);
    }
  });

  it("retries a 400 for a request that did not arrive in time if it may be sent twice", () => {
    for (const code of ["RequestTimeout", "RequestTimeoutException", "request_timeout"]) {
      const late = parseError(400, {}, JSON.stringify({ code, message: "m" }));
      expect([code, decide(late), decide(late, { idempotent: true, random: () => 0 })]).toEqual([code, undefined, 20]);
    }
  });

  it("retries 413 and 423 after a Retry-After, 425 always, and a request in progress only with a key", () => {
    const after = { "retry-after": "2" };
    const waits = (status: number, headers = {}, idempotent = false) =>
      decide(error(status, headers, 1), { random: () => 0, idempotent });
    expect([waits(413, after), waits(423, after), waits(413), waits(423)]).toEqual([
      2_000,
      2_000,
      undefined,
      undefined,
    ]);
    expect([waits(425), waits(425, after)]).toEqual([20, 2_000]);
    expect([waits(409, after), waits(409, after, true), waits(409, {}, true)]).toEqual([undefined, 2_000, undefined]);
    expect(waits(503, after)).toBe(2_000);
  });

  it("gives up when the server forbids a retry, after the last attempt, and when the body cannot be sent again", () => {
    expect(decide(error(503, { "x-should-retry": "false" }), { idempotent: true })).toBeUndefined();
    expect(decide(error(429, {}, 3))).toBeUndefined();
    expect(decide(error(429, {}, 2))).toBeDefined();
    expect(decide(error(429), { retries: 0 })).toBeUndefined();
    expect(decide(error(429), { replayable: false })).toBeUndefined();
  });

  it("waits as long as the server asks plus jitter, never less", () => {
    const waits = [0, 0.5, 1].map((value) => decide(error(429, { "retry-after": "2" }), { random: () => value }));
    expect(waits).toEqual([2_000, 2_125, 2_250]);
    expect(decide(error(429, { "retry-after": "19" }), { random: () => 1 })).toBe(20_000);
  });

  it("gives up at once when the wait exceeds maxWaitMs or the remaining time", () => {
    expect(decide(error(429, { "retry-after": "21" }))).toBeUndefined();
    expect(decide(error(429, { "retry-after": "3600" }))).toBeUndefined();
    expect(decide(error(429, { "retry-after": "2" }), { remainingMs: 2_000 })).toBeUndefined();
    expect(decide(error(429, { "retry-after": "2" }), { remainingMs: 3_000, random })).toBe(2_125);
  });

  it("backs off with full jitter without a hint: from 250 ms, or 1 s for a rate limit, up to 8 s, at least 20 ms", () => {
    const wait = (status: number, attempts: number, value: number) =>
      decide(error(status, {}, attempts), { idempotent: true, retries: 20, random: () => value });
    expect([1, 2, 3, 9].map((attempts) => wait(500, attempts, 1))).toEqual([250, 500, 1_000, 8_000]);
    expect([1, 2, 3, 9].map((attempts) => wait(429, attempts, 1))).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(wait(500, 1, 0)).toBe(20);
  });

  it("waits for a reset only when the server says when it is", () => {
    const quota = (headers: object) =>
      parseError(429, headers as Record<string, string>, '{"error":{"code":"quota_exceeded"}}');
    expect(decide(quota({}), { idempotent: true })).toBeUndefined();
    expect(decide(quota({ "retry-after": "2" }), { random })).toBe(2_125);
  });

  it("returns whole milliseconds between 20 and maxWaitMs plus jitter for any input", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 599 }),
        fc.nat({ max: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.string(),
        (status, attempts, value, after) => {
          const ms = decide(error(status, { "retry-after": after }, attempts), {
            idempotent: true,
            retries: 50,
            random: () => value,
          });
          expect(ms === undefined || (Number.isInteger(ms) && ms >= 20 && ms <= 21_000)).toBe(true);
        },
      ),
    );
  });
});
