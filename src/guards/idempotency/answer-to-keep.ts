import type { StoredResponse } from "../../store/index.ts";

/**
 * Headers that are as true a day later as now. Not kept: what tells of one response (Date, RateLimit, Retry-After, the
 * request id), what its server adds (Content-Length), and what a store should not hold (Set-Cookie).
 */
const KEPT = new Set([
  "cache-control",
  "content-disposition",
  "content-language",
  "content-location",
  "content-type",
  "etag",
  "last-modified",
  "link",
  "location",
  "vary",
  "x-should-retry",
]);

/** Names the first request in the answer to a repeat, beside the repeat's own id. */
const ORIGINAL_REQUEST = "Original-Request";

/**
 * Gives what is kept of an answer.
 *
 * @param reference takes the place of a body that is larger than `maxKeptBytes`
 * @throws RangeError when neither is small enough
 */
export function answerToKeep(
  { maxKeptBytes, requestId }: { readonly maxKeptBytes: number; readonly requestId: string | undefined },
  { status, headers, body }: StoredResponse,
  reference?: string,
): StoredResponse {
  const kept = Object.entries(headers).filter(([name]) => KEPT.has(name.toLowerCase()));
  if (requestId !== undefined) kept.push([ORIGINAL_REQUEST, requestId]);
  const smallest = [body, reference].find((part) => part !== undefined && byteLength(part) <= maxKeptBytes);
  if (smallest === undefined) throw tooLarge(byteLength(body), maxKeptBytes);
  return { status, headers: Object.fromEntries(kept), body: smallest };
}

function byteLength(body: string | Uint8Array): number {
  return Buffer.byteLength(body);
}

function tooLarge(bytes: number, maxKeptBytes: number): RangeError {
  return new RangeError(
    `idempotency: expected an answer of at most ${maxKeptBytes} bytes, received ${bytes}. ` +
      "Hand `finish` a reference to be kept in its place (the id of what was made), or raise maxKeptBytes.",
  );
}
