import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { retryHint } from "./retry-hint.ts";

const date = "Fri, 20 Nov 2026 12:00:00 GMT";

describe("retryHint", () => {
  it.each([
    ["retry-after-ms before Retry-After", { "retry-after-ms": "1500", "retry-after": "9" }, 1_500],
    ["Retry-After in seconds", { "retry-after": "2" }, 2_000],
    ["the longest of a list", { "retry-after": "2, 120,7" }, 120_000],
    ["the valid part of a list", { "retry-after": "5, soon" }, 5_000],
    ["a date, relative to the response's Date", { date, "retry-after": "Fri, 20 Nov 2026 12:00:07 GMT" }, 7_000],
    ["a date in the obsolete RFC 850 format", { date, "retry-after": "Friday, 20-Nov-26 12:00:03 GMT" }, 3_000],
    ["a date in the obsolete asctime format, in UTC", { date, "retry-after": "Fri Nov 20 12:00:04 2026" }, 4_000],
    [
      "an asctime date with one digit",
      { date: "Sun, 01 Nov 2026 12:00:00 GMT", "retry-after": "Sun Nov  1 12:00:05 2026" },
      5_000,
    ],
    ["RateLimit with spaces", { ratelimit: '"minute"; r=0; t=30' }, 30_000],
    ["RateLimit with parameters in any order", { ratelimit: '"minute";t=30;pk=:c3Ry:;r=0' }, 30_000],
    ["RateLimit with a token as the name", { ratelimit: "minute;r=0;t=30" }, 30_000],
    ["RateLimit with separators in names", { ratelimit: '"a;r=0;t=99, b\\"";r=3;t=50, "c";r=0;t=7' }, 7_000],
    ["RateLimit with a parameter that is a string", { ratelimit: '"a";r=4;t=9;note=";r=0;t=99", "b";t=5;r=0' }, 5_000],
    ["the last of repeated RateLimit parameters", { ratelimit: '"a";r=5;t=9;r=0;t=8, "b";r=0;t=70;r=1' }, 8_000],
    ["fractions, rounded up", { "retry-after": "0.0001" }, 1],
    ["an exhausted policy of RateLimit", { ratelimit: '"minute";r=0;t=30' }, 30_000],
    ["the exhausted policy with the latest reset", { ratelimit: '"s";r=0;t=2, "m";r=5;t=50, "h";r=0;t=40' }, 40_000],
    ["RateLimit in the syntax of older drafts", { ratelimit: "limit=100, remaining=0, reset=50" }, 50_000],
    ["RateLimit in the syntax of older drafts, in any order", { ratelimit: "remaining=0, reset=50, limit=9" }, 50_000],
    ["RateLimit with numbers in other notations of zero", { ratelimit: '"a";r=00;t=30, "b";r=-0;t=40' }, 40_000],
    ["Retry-After with parameters", { "retry-after": "5;comment=busy" }, 5_000],
    ["RateLimit-Reset", { "ratelimit-remaining": "0", "ratelimit-reset": "12" }, 12_000],
    ["X-Rate-Limit-Reset", { "x-rate-limit-remaining": "0", "x-rate-limit-reset": "12" }, 12_000],
    [
      "RateLimit before older headers",
      { ratelimit: '"m";r=0;t=3', "x-ratelimit-remaining": "0", "x-ratelimit-reset": "9" },
      3_000,
    ],
    [
      "X-RateLimit-Reset in seconds since 1970",
      { date, "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1795176010" },
      10_000,
    ],
    [
      "X-RateLimit-Reset in milliseconds since 1970",
      { date, "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1795176010000" },
      10_000,
    ],
    ["at most 2^31-1 ms, the longest timer", { "retry-after": "99999999999" }, 2_147_483_647],
    ["at most 2^31-1 ms for 400 digits", { "retry-after": "9".repeat(400) }, 2_147_483_647],
  ])("reads %s", (_, headers, ms) => {
    expect(retryHint(headers)).toBe(ms);
    expect(retryHint(new Headers(headers as Record<string, string>))).toBe(ms);
  });

  it.each([
    "soon",
    "-5",
    "1e3",
    "0x10",
    "5.",
    ".5",
    "1.2.3",
    "",
    "0",
    "NaN",
    "Infinity",
    "2 minutes",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "Monday, 01-Mar-60 12:00:30 GMT",
    "Mon, 99 Foo 2026 99:99:99 GMT",
  ])("ignores Retry-After: %j", (text) => {
    expect(retryHint({ date, "retry-after": text })).toBeUndefined();
  });

  it.each([
    [{ error: { retry_after: 3 } }, 3_000],
    [{ retryAfterMs: 250 }, 250],
    [{ error: { details: { retryAfterSec: 4 } } }, 4_000],
    [{ details: { retryAfterSeconds: 5 } }, 5_000],
    [{ error: { details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "3.5s" }] } }, 3_500],
    [{ details: [{ type: "google.rpc.RetryInfo", debug: { retryDelay: "2s" } }] }, 2_000],
    [{ retry_after: "10 minutes" }, undefined],
    [{ retry_after: -3 }, undefined],
    [{ retryAfterHours: 3 }, undefined],
    [{ retry_after_minutes: 3 }, undefined],
    [{ retry_after_ms: 300 }, 300],
    [{ message: 'say "retry_after": 5' }, undefined],
  ])("reads the body %j", (body, ms) => {
    expect(retryHint({}, body)).toBe(ms);
    expect(retryHint({}, JSON.stringify(body))).toBe(ms);
  });

  it("reads numbers in plain header objects, including 0", () => {
    expect(retryHint({ "retry-after": 2 })).toBe(2_000);
    expect(retryHint({ "x-ratelimit-remaining": 0, "x-ratelimit-reset": 12 })).toBe(12_000);
  });

  it("prefers headers to the body, and ignores policies with requests left", () => {
    expect(retryHint({ "retry-after": "2" }, { retry_after: 9 })).toBe(2_000);
    expect(
      retryHint({ ratelimit: '"minute";r=3;t=30', "x-ratelimit-remaining": "1", "x-ratelimit-reset": "9" }),
    ).toBeUndefined();
  });

  it("reads only retry-after-ms and Retry-After when the body is false", () => {
    expect(retryHint({ ratelimit: '"minute";r=0;t=30' }, false)).toBeUndefined();
    expect(retryHint({ ratelimit: '"minute";r=0;t=30', "retry-after": "2" }, false)).toBe(2_000);
  });

  it("computes dates relative to nowMs when the response has no Date", () => {
    expect(retryHint({ "retry-after": "Fri, 20 Nov 2026 12:00:07 GMT" }, undefined, Date.parse(date))).toBe(7_000);
  });

  it("returns 1 to 2^31-1 ms or undefined for any headers and body", () => {
    const name = fc.constantFrom(
      "retry-after-ms",
      "retry-after",
      "date",
      "ratelimit",
      "ratelimit-remaining",
      "ratelimit-reset",
      "x-ratelimit-remaining",
      "x-ratelimit-reset",
      "get",
    );
    const value = fc.oneof(
      fc.string(),
      fc.integer().map(String),
      fc.double().map(String),
      fc.constantFrom("0", date, '"a";r=0;t=99999999999999', "1e400", `${date}, ${date}`),
    );
    fc.assert(
      fc.property(
        fc.dictionary(name, value),
        fc.oneof(fc.string(), fc.jsonValue(), fc.constant(undefined)),
        (headers, body) => {
          const ms = retryHint(headers, body);
          expect(ms === undefined || (ms > 0 && ms <= 2_147_483_647)).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
