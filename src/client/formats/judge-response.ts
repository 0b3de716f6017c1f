import type { Kind } from "../../contract/index.ts";
import { retryOfKind } from "../call-error.ts";
import type { ParsedBody, UnparsedResponse } from "../metadata.ts";
import { type HeaderSource, kindOfStatus, readHeader, retryHint, statusKinds } from "../parse/index.ts";

/** Statuses that mean a passing problem if the server says when to come back. */
const passing = new Set([403, 409, 413, 418, 420, 423]);

/** Codes of throttled requests. APIs send them with 200, 400, 403 and 503, too. */
const throttled = /throttl|rate.?limit|too.?many.?requests|slow.?down|throughput.?exceeded/i;

/** Names of kinds that an API can use as its codes. */
const kindNames = statusKinds();

/** Judges an error by its status, its code and the headers of the response. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one condition per status that says more than its kind
export function judgeResponse(
  { code, message }: ParsedBody,
  { status, headers, text }: UnparsedResponse,
): Pick<ParsedBody, "kind" | "retry" | "effect"> {
  const waits = passing.has(status) && retryHint(headers, false) !== undefined;
  const kind = kindOfUndeclared(status, code, waits || (status === 403 && hasNoRequestsLeft(headers)));
  const isLimited = kind === "rate_limited";
  // A request that was too early always passes. @see RFC 8470
  const passes = status === 425 || waits;
  // A proxy sends 503 whether or not it reached the API. An API that says when to come back has rejected the request.
  const isRejected =
    status === 503
      ? (code ?? message) && retryHint(headers, text)
      : // A 409 that passes is a request in progress, which may take effect.
        status === 529 || (status >= 400 && status < 500 && status !== 408 && !(status === 409 && passes));
  const retry = status < 400 && !isLimited ? "never" : retryOfKind[kind];
  return {
    kind,
    retry: passes ? "after_delay" : (retry ?? "never"),
    effect: isLimited || isRejected ? "none" : "unknown",
  };
}

function kindOfUndeclared(status: number, code = "", waits: boolean): Kind {
  // Retrying an exhausted quota would never end, and a quota that resets within seconds has a hint.
  if (status === 429 && /quota|credit/i.test(code)) return "quota_exceeded";
  if (
    ((status <= 403 || status >= 500) && throttled.test(code)) ||
    (waits && status !== 409 && status !== 413 && status !== 423)
  )
    return "rate_limited";
  // Not registered, but usual for an API that is overloaded.
  if (status === 529) return "unavailable";
  const name = code.toLowerCase();
  // Connect and GraphQL send most errors with 200 or 400 and name the kind in the code.
  return status <= 400 && kindNames.has(name) ? (name as Kind) : kindOfStatus(status);
}

function hasNoRequestsLeft(headers: HeaderSource): boolean {
  return readHeader(headers, "x-ratelimit-remaining") === "0" || readHeader(headers, "ratelimit-remaining") === "0";
}
