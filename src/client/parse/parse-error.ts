import type { Kind } from "../../contract/index.ts";
import type { MutableCallError } from "../call-error.ts";
import { CallError, retryOfKind } from "../call-error.ts";
import type { CodeMetadata, ContractMetadata, ParsedBody } from "../metadata.ts";
import { kindOfStatus, statusKinds } from "./kind-of-status.ts";
import { codeInHeaders, requestIdInHeaders } from "./known-headers.ts";
import { parseKnownFormats } from "./parse-known-formats.ts";
import { messageOfText, parseJson, parseXml } from "./parse-text.ts";
import { retryHint } from "./retry-hint.ts";
import type { HeaderSource } from "./untrusted-input.ts";
import { getOwn, maxTextLength, readHeader } from "./untrusted-input.ts";

/**
 * Parses any error response. Works with every HTTP client and never throws.
 *
 * @param status status of the response
 * @param headers response headers: a `Headers` object, or a plain object with lower-case names
 * @param text the body; if it is not JSON, only the first 4,096 characters are kept
 * @param metadata metadata of the API's contract. @default none: the published formats are tried
 * @example
 * ```ts
 * import { parseError } from "errata/client";
 *
 * const response = await fetch("https://api.example.com/v1/orders", { method: "POST" });
 * if (!response.ok) {
 *   const error = parseError(response.status, response.headers, await response.text());
 *   console.error(error.code, error.kind, error.requestId);
 * }
 * ```
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one assignment per property, each with its default
export function parseError(
  status: number,
  headers: HeaderSource,
  text: string,
  metadata?: ContractMetadata,
): CallError {
  const body = parseJson(text);
  const parsed = metadata?.read?.(body) ?? parseKnownFormats(body ?? parseXml(text), status);
  const code = parsed.code ?? codeInHeaders(headers, status);
  const message = parsed.message ?? (body === undefined ? messageOfText(text) : undefined);
  const declared = getOwn(metadata?.codes, code) as CodeMetadata | Kind | undefined;
  const codeMetadata: CodeMetadata =
    (typeof declared === "string" ? { kind: declared } : declared) ??
    undeclaredCode(status, code, parsed, headers, text);
  const defaults = metadata?.kinds[codeMetadata.kind] ?? codeMetadata;
  const error: MutableCallError = new CallError(message ?? `HTTP ${status}`, body ?? text.slice(0, maxTextLength));
  error.code = code ?? `HTTP_${status}`;
  error.kind = codeMetadata.kind;
  error.status = status;
  error.details = parsed.details;
  error.requestId = parsed.requestId ?? requestIdInHeaders(headers);
  error.remedy = codeMetadata.remedy ?? defaults.remedy;
  error.effect = codeMetadata.effect ?? defaults.effect ?? "unknown";
  error.known = declared !== undefined;
  error.sent = true;
  error.param = parsed.param;
  error.parent = codeMetadata.parent;
  const advice = readHeader(headers, "x-should-retry");
  const retry = codeMetadata.retry ?? defaults.retry ?? "never";
  // `true` says that a retry helps although the code or the status suggests otherwise.
  error.retry = advice === "true" && retry !== "backoff" ? "after_delay" : retry;
  error.origin = (code ?? parsed.message) ? "api" : "edge";
  // For an error that is never retried, only an explicit wait is read: searching the body costs as much as all the rest.
  error.retryAfterMs = retryHint(headers, error.retry !== "never" && text);
  error.docsUrl = codeMetadata.docsUrl ?? (declared && metadata?.docsUrl ? metadata.docsUrl + code : parsed.docsUrl);
  error.mayRetry = advice !== "false";
  return error as CallError;
}

/** Statuses that mean a passing problem if the server says when to come back. */
const passing = new Set([403, 409, 413, 418, 420, 423]);

/** Codes of throttled requests. APIs send them with 200, 400, 403 and 503, too. */
const throttled = /throttl|rate.?limit|too.?many.?requests|slow.?down|throughput.?exceeded/i;

/** Returns metadata for a code that the contract does not declare, judged by the status, the code and the headers. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one condition per status that says more than its kind
function undeclaredCode(
  status: number,
  code: string | undefined,
  { kind: ownKind, message }: ParsedBody,
  headers: HeaderSource,
  text: string,
): CodeMetadata {
  const waits = passing.has(status) && retryHint(headers, false) !== undefined;
  const kind = ownKind ?? kindOfUndeclared(status, code, waits || (status === 403 && hasNoRequestsLeft(headers)));
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
  const name = code.toLowerCase();
  // Connect and GraphQL send most errors with 200 or 400 and name the kind in the code.
  return status <= 400 && statusKinds.has(name) ? (name as Kind) : kindOfStatus(status);
}

function hasNoRequestsLeft(headers: HeaderSource): boolean {
  return readHeader(headers, "x-ratelimit-remaining") === "0" || readHeader(headers, "ratelimit-remaining") === "0";
}
