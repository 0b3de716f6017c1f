import { own } from "./own.ts";

/** Headers of a response: those of fetch, or a plain object whose names are in lower case, as Node writes them. */
export type HeaderSource =
  | { readonly get: (name: string) => unknown }
  | Readonly<Record<string, string | readonly string[] | number | undefined>>;

/** The longest wait that a timer can make: a longer one would fire at once. */
export const longestMs: number = 2 ** 31 - 1;

/** Reads one header, cut before anything looks into it; "" where there is none. */
export function readHeader(headers: HeaderSource, name: string): string {
  const value = typeof headers.get === "function" ? headers.get(name) : own(headers, name);
  return `${value ?? ""}`.slice(0, 4096);
}

/**
 * Tells how long the server asks to wait. In this order: `retry-after-ms`; `Retry-After` in seconds (of several the
 * longest) or as a date, corrected by the response's own `Date`; members of the body; `RateLimit`; older headers.
 *
 * @param body the body, as text or parsed; false where only what the server says in so many words counts, the first two
 * @param nowMs milliseconds since 1970, for dates of a response without `Date`. @default the clock
 * @returns milliseconds, above 0 and at most 2^31-1; undefined where nothing sensible was said
 * @see RFC 9110 section 10.2.3 (Retry-After)
 * @see draft-ietf-httpapi-ratelimit-headers
 */
export function retryHint(headers: HeaderSource, body?: unknown, nowMs?: number): number | undefined {
  const until = (ms: number): number => ms - (Date.parse(readHeader(headers, "date")) || (nowMs ?? Date.now()));
  const after = readHeader(headers, "retry-after");
  const ms =
    decimal(readHeader(headers, "retry-after-ms")) ||
    (after && (/ GMT$/.test(after) ? until(Date.parse(after)) : Math.max(...after.split(",").map(decimal)) * 1000)) ||
    (body === false
      ? 0
      : bodyHint(typeof body === "string" ? body : JSON.stringify(body)) || rateLimit(headers, until));
  return ms > 0 ? Math.min(Math.ceil(ms), longestMs) : undefined;
}

/** Waits for the last of the exhausted policies; older headers give seconds from now, or since 1970. */
function rateLimit(headers: HeaderSource, until: (ms: number) => number): number {
  let seconds = 0;
  for (const [, found] of readHeader(headers, "ratelimit").matchAll(/(?:;r=0\b[^,]*;t=|remaining=0\b.*reset=)(\d+)/g))
    seconds = Math.max(seconds, found as never);
  for (const older of ["", "x-"])
    if (readHeader(headers, `${older}ratelimit-remaining`) === "0")
      seconds ||= decimal(readHeader(headers, `${older}ratelimit-reset`));
  return seconds > 1e9 ? until(seconds > 1e12 ? seconds : seconds * 1000) : seconds * 1000;
}

/** Finds a member wherever the body keeps it: beside the code, in the details, in a google.rpc.RetryInfo ("3.5s"). */
function bodyHint(text = ""): number {
  const [, milli, value = 0] =
    /"retry_?(?:after|delay)_?(?:s\w*|(m\w*))?"\s*:\s*"?([\d.]+)s?"?\s*[,}]/i.exec(text.slice(0, 4096)) ?? [];
  return milli ? +value : +value * 1000;
}

/** Reads digits only: `1e3`, `-5`, `0x10`, `5.` and `soon` are nonsense. */
function decimal(text: string): number {
  return text && /^ *\d+(\.\d+)?$/.test(text) ? +text : 0;
}
