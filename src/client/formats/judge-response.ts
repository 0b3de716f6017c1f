import type { Kind, Retry } from "../../contract/index.ts";
import type { ParsedBody, UnparsedResponse } from "../metadata.ts";
import type { MutableParsedBody, ResponseReader } from "./known-headers.ts";

/** Statuses that mean a passing problem if the server says when to come back. */
const passing = new Set([409, 413, 423]);

/** Codes of throttled requests. APIs send them with 200, 400, 403 and 503, too. */
const throttled =
  /throttl|rate.?limit|too.?many.?requests|slow.?down|(throughput|(request|bandwidth).?limit).?exceeded/i;

/** Codes of requests that have to wait for an earlier one of the same caller. APIs send them with 400. */
const pending = /(request|transaction).?(not.?complete|in.?progress)/i;

/** Messages of throttled requests that have no code. */
const saysThrottled =
  /rate.?limit\w* (was |has been )?(reached|exceeded|hit)|(reached|exceeded|hit)( \w+){1,3} rate.?limit|too many requests|requests are too many/i;

/** Messages of errors that pass. */
const saysLater = /\b(try|retry)( \w+)? later\b/i;

/** Judges an error by its status, its code and the headers of the response, and adds what that says. */
export function judgeResponse(
  error: MutableParsedBody,
  response: UnparsedResponse,
  reader: ResponseReader,
): ParsedBody {
  const { status, headers, text, waitMs } = response;
  const { code, message } = error;
  const isPending = status === 400 && pending.test(code ?? "");
  // Not a rate limit, which would stop other requests, too.
  const kind = isPending ? "conflict" : kindOfCode(error, response, reader);
  const isLimited = kind === "rate_limited";
  // A request that was too early always passes. @see RFC 8470
  const passes = status === 425 || isPending || (waitMs !== undefined && passing.has(status));
  // A proxy sends 503 whether or not it reached the API. An API that says when to come back has rejected the request.
  const isRejected =
    status === 503
      ? (code ?? message) && reader.retryHint(headers, text)
      : // A 409 that passes is a request in progress, which may take effect.
        status === 529 || (status >= 400 && status < 500 && kind !== "timeout" && !(status === 409 && passes));
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

/** Returns whether a status means a rate limit: 403 and 418 with a wait or without requests left, 420 and 430 always. */
function isLimit({ status, headers, waitMs }: UnparsedResponse, { readHeader, hasExhausted }: ResponseReader): boolean {
  if (status === 403 || status === 418)
    return (
      waitMs !== undefined ||
      hasExhausted(headers) ||
      ["rate", "x-rate", "x-rate-"].some((prefix) => readHeader(headers, `${prefix}limit-remaining`) === "0")
    );
  // Not registered, and used for rate limits alone, unlike 460 and 498.
  return status === 420 || status === 430;
}

function kindOfCode(error: ParsedBody, response: UnparsedResponse, reader: ResponseReader): Kind {
  const { status } = response;
  const { kindOfStatus, kinds } = reader;
  const code = error.code ?? limitIn(status, error.message) ?? "";
  // Retrying an exhausted quota would never end, and a quota that resets within seconds has a hint.
  if (status === 429 && /quota|credit/i.test(code)) return "quota_exceeded";
  if (isLimit(response, reader) || ((status <= 403 || status >= 500) && throttled.test(code))) return "rate_limited";
  // SOAP and others send every fault with 500. In these, the caller is at fault.
  if (status === 500 && /^(client$|sender$|validation|invalid(?!operation|state))/i.test(code))
    return kindOfStatus(400);
  // Storage that waited in vain for the rest of a request.
  if (status === 400 && /^request.?time.?out/i.test(code)) return "timeout";
  // Not registered, but usual for an API that is overloaded.
  if (status === 529) return "unavailable";
  // Connect and GraphQL send most errors with 200 or 400 and name the kind in the code.
  const name = status <= 400 && code.toLowerCase();
  return name && kinds.has(name) ? (name as Kind) : kindOfStatus(status);
}
