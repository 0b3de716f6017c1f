import type { Kind, Retry } from "../../contract/index.ts";
import type { ParsedBody, UnparsedResponse } from "../metadata.ts";
import type { MutableParsedBody, ResponseReader } from "./known-headers.ts";

/** Statuses that mean a passing problem if the server says when to come back. */
const passing = new Set([403, 409, 413, 418, 420, 423]);

/** Codes of throttled requests. APIs send them with 200, 400, 403 and 503, too. */
const throttled = /throttl|rate.?limit|too.?many.?requests|slow.?down|throughput.?exceeded/i;

/** Messages of throttled requests that have no code. */
const saysThrottled = /rate.?limit\w* (was |has been )?(reached|exceeded|hit)|too many requests|requests are too many/i;

/** Messages of errors that pass. */
const saysLater = /\b(try|retry)( \w+)? later\b/i;

/** Judges an error by its status, its code and the headers of the response, and adds what that says. */
export function judgeResponse(
  error: MutableParsedBody,
  { status, headers, text, waitMs }: UnparsedResponse,
  reader: ResponseReader,
): ParsedBody {
  const { code, message } = error;
  const { readHeader, retryHint } = reader;
  const waits = waitMs !== undefined && passing.has(status);
  const hasNoRequestsLeft =
    status === 403 &&
    (readHeader(headers, "x-ratelimit-remaining") === "0" || readHeader(headers, "ratelimit-remaining") === "0");
  const kind = kindOfCode(status, error, waits || hasNoRequestsLeft, reader);
  const isLimited = kind === "rate_limited";
  // A request that was too early always passes. @see RFC 8470
  const passes = status === 425 || waits;
  // A proxy sends 503 whether or not it reached the API. An API that says when to come back has rejected the request.
  const isRejected =
    status === 503
      ? (code ?? message) && retryHint(headers, text)
      : // A 409 that passes is a request in progress, which may take effect.
        status === 529 || (status >= 400 && status < 500 && status !== 408 && !(status === 409 && passes));
  error.kind = kind;
  error.retry = passes || isLimited ? "after_delay" : retryIn(status, kind, message);
  error.effect = isLimited || isRejected ? "none" : "unknown";
  return error;
}

/** Returns when an error in a success can be retried. Most are final. */
function retryIn(status: number, kind: Kind, message = ""): Retry | undefined {
  return status < 400 && (kind === "timeout" || saysLater.test(message)) ? "backoff" : undefined;
}

/** Returns a code for an error without one whose message says that the request was throttled. */
function limitIn(status: number, message = ""): string | undefined {
  return (status === 403 || status < 400) && saysThrottled.test(message) ? "rate_limit" : undefined;
}

function kindOfCode(status: number, error: ParsedBody, waits: boolean, { kindOfStatus, kinds }: ResponseReader): Kind {
  const code = error.code ?? limitIn(status, error.message) ?? "";
  // Retrying an exhausted quota would never end, and a quota that resets within seconds has a hint.
  if (status === 429 && /quota|credit/i.test(code)) return "quota_exceeded";
  if (
    ((status <= 403 || status >= 500) && throttled.test(code)) ||
    (waits && status !== 409 && status !== 413 && status !== 423)
  )
    return "rate_limited";
  // SOAP and others send every fault with 500. In these, the caller is at fault.
  if (status === 500 && /^(client$|sender$|validation|invalid(?!operation|state))/i.test(code))
    return kindOfStatus(400);
  // Not registered, but usual for an API that is overloaded.
  if (status === 529) return "unavailable";
  // Connect and GraphQL send most errors with 200 or 400 and name the kind in the code.
  const name = status <= 400 && code.toLowerCase();
  return name && kinds.has(name) ? (name as Kind) : kindOfStatus(status);
}
