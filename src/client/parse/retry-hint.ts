import type { Retry } from "../../contract/index.ts";
import { type HeaderSource, maxTextLength, readHeader, textOfBody } from "./untrusted-input.ts";

/** Longest delay of a timer, in milliseconds. A longer one fires at once. */
export const longestMs: number = 2 ** 31 - 1;

/**
 * Returns how long the server asks the client to wait. Sources, in this order: `retry-after-ms`, `x-ms-retry-after-ms`; `Retry-After` in seconds
 * (the longest of a list, without parameters) or as a date, corrected by the response's own `Date`; members of the body; `RateLimit`; the
 * older `RateLimit-Reset`, `X-RateLimit-Reset` and `X-Rate-Limit-Reset`. A year of two digits from 50 on is of the last century.
 *
 * @param headers response headers, in any form
 * @param body the body, as text or parsed; pass `false` to use only `Retry-After` and the headers in milliseconds
 * @param nowMs milliseconds since 1970, for dates in a response without `Date`. @default Date.now()
 * @returns whole milliseconds, 1 to 2^31-1; undefined without a valid hint
 * @see RFC 9110 section 10.2.3 (Retry-After)
 * @see draft-ietf-httpapi-ratelimit-headers
 * @example
 * ```ts
 * import { retryHint } from "errata/client";
 *
 * const response = await fetch("https://api.example.com/v1/orders");
 * if (response.status === 429) console.log(`Retry in ${retryHint(response.headers) ?? 1_000} ms.`);
 * ```
 */
export function retryHint(headers: HeaderSource, body?: unknown, nowMs?: number): number | undefined {
  const msUntil = (timestampMs: number): number =>
    timestampMs - (Date.parse(readHeader(headers, "date")) || (nowMs ?? Date.now()));
  try {
    const ms =
      parseDecimal(readHeader(headers, "retry-after-ms") || readHeader(headers, "x-ms-retry-after-ms")) ||
      retryAfterMs(readHeader(headers, "retry-after"), msUntil) ||
      (body === false ? 0 : bodyHintMs(body) || rateLimitMs(headers, msUntil));
    return ms > 0 ? Math.min(Math.ceil(ms), longestMs) : undefined;
  } catch {
    // An argument that throws when it is read.
    return undefined;
  }
}

/**
 * Returns the policies of the `RateLimit` field, each with its parameters: `"minute";r=0;t=30`. Commas and semicolons in
 * names become `_`, so that the rest can be split and searched.
 *
 * @see draft-ietf-httpapi-ratelimit-headers
 */
export function rateLimitPolicies(headers: HeaderSource): readonly string[] {
  const field = readHeader(headers, "ratelimit").replace(quotedText, (name) => name.replace(/[,;]/g, "_"));
  // Older drafts wrote one dictionary in any order: `limit=100, remaining=0, reset=50`.
  return field.includes(";") ? field.split(/ *, */) : [`,${field}`];
}

/** Returns whether a policy has no requests left. The last parameter of a name applies. @see RFC 9651 */
export function isExhausted(policy: string): boolean {
  return /[;,] *(r|remaining)=-?0+\b(?!.*[;,] *r=)/.test(policy);
}

const quotedText = /"(?:[^"\\]|\\.)*"/g;

/** Returns whether an error can pass without an action or another state, so that a wait helps. */
export function canPass(retry: Retry): boolean {
  return retry === "backoff" || retry === "after_delay" || retry === "after_reset";
}

type MsUntil = (timestampMs: number) => number;

function retryAfterMs(text: string, msUntil: MsUntil): number {
  if (!text) return 0;
  // Dates in all three formats are in UTC, but the obsolete one of `asctime` does not say so.
  if (text.includes(":")) return msUntil(Date.parse(text.replace(/( GMT)?$/, " GMT")));
  return Math.max(...text.split(/[,;]/).map(parseDecimal)) * 1000;
}

/** `retry_after`, `retryAfterMs`, `retryAfterSec` and the like, or google.rpc.RetryInfo's `"retryDelay": "3.5s"`. */
const bodyMember = /"retry_?(?:after|delay)_?(?:s\w*|in|(ms|milli\w*))?"\s*:\s*"?([\d.]+)s?"?\s*[,}]/i;

/** Finds a wait anywhere at the beginning of a body: beside the code, or in the details. */
function bodyHintMs(body: unknown): number {
  const [, milliseconds, value = 0] = bodyMember.exec(textOfBody(body).slice(0, maxTextLength)) ?? [];
  return Number(value) * (milliseconds ? 1 : 1000);
}

/** Waits for the last of the exhausted policies. Older headers hold seconds from now, or a time since 1970. */
function rateLimitMs(headers: HeaderSource, msUntil: MsUntil): number {
  let reset = 0;
  for (const policy of rateLimitPolicies(headers))
    if (isExhausted(policy)) reset = Math.max(reset, Number(/^.*[;,] *(t|reset)=(\d+)/.exec(policy)?.[2] ?? 0));
  for (const name of ["ratelimit", "x-ratelimit", "x-rate-limit"])
    if (readHeader(headers, `${name}-remaining`) === "0") reset ||= parseDecimal(readHeader(headers, `${name}-reset`));
  if (reset < 1e12) reset *= 1000;
  return reset < 1e12 ? reset : msUntil(reset);
}

/** Parses digits only; returns 0 for `1e3`, `-5`, `0x10`, `5.`, `soon` and an empty text. */
function parseDecimal(text: string): number {
  return text && /^ *\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
}
