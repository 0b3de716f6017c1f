import type { Effect, Kind } from "../../contract/index.ts";
import type { MutableCallError } from "../call-error.ts";
import { CallError, retryOfKind } from "../call-error.ts";
import type { CodeMetadata, ContractMetadata, ParsedBody } from "../metadata.ts";
import { kindOfStatus } from "./kind-of-status.ts";
import { parseKnownFormats } from "./parse-known-formats.ts";
import { retryHint } from "./retry-hint.ts";
import type { HeaderSource } from "./untrusted-input.ts";
import { getOwn, maxTextLength, readHeader } from "./untrusted-input.ts";

/**
 * Parses any error response. Works with every HTTP client and never throws.
 *
 * @param status status of the response
 * @param headers response headers: a `Headers` object, or a plain object with lower-case names
 * @param text the body; if it is not JSON, only the first 4,096 characters are kept
 * @param metadata metadata of the API's contract, or `publishedFormats` of errata/client/formats. @default none: the usual JSON formats are recognised
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
  const parsed = metadata?.read?.(body, { status, headers, text }) ?? parseKnownFormats(body, status);
  const { code, message } = parsed;
  const declared = getOwn(metadata?.codes, code) as CodeMetadata | Kind | undefined;
  const codeMetadata: CodeMetadata =
    (typeof declared === "string" ? { kind: declared } : declared) ?? undeclaredCode(status, parsed, headers, text);
  const defaults = metadata?.kinds[codeMetadata.kind] ?? codeMetadata;
  const error: MutableCallError = new CallError(message ?? `HTTP ${status}`, body ?? text.slice(0, maxTextLength));
  error.code = code ?? `HTTP_${status}`;
  error.kind = codeMetadata.kind;
  error.status = status;
  error.details = parsed.details;
  error.requestId =
    parsed.requestId || readHeader(headers, "x-request-id") || readHeader(headers, "request-id") || undefined;
  error.remedy = codeMetadata.remedy ?? defaults.remedy;
  error.effect = (codeMetadata.effect ?? defaults.effect) as Effect;
  error.known = declared !== undefined;
  error.sent = true;
  error.param = parsed.param;
  error.parent = codeMetadata.parent;
  const advice = readHeader(headers, "x-should-retry");
  const retry = codeMetadata.retry ?? defaults.retry ?? "never";
  // `true` says that a retry helps although the code or the status suggests otherwise.
  error.retry = advice === "true" && retry !== "backoff" ? "after_delay" : retry;
  error.origin = (code ?? message) ? "api" : "edge";
  // For an error that is never retried, only an explicit wait is read: searching the body costs as much as all the rest.
  error.retryAfterMs = retryHint(headers, error.retry !== "never" && text);
  error.docsUrl = codeMetadata.docsUrl ?? (declared && metadata?.docsUrl ? metadata.docsUrl + code : parsed.docsUrl);
  error.mayRetry = advice !== "false";
  return error as CallError;
}

/** First character of an object, a list, a text, `true`, `false` or `null`. */
const startsLikeJson = /^\s*[{["tfn]/;

/** Parses a body; returns undefined if it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    // A failing JSON.parse is expensive, so empty, HTML and XML bodies are skipped.
    return startsLikeJson.test(text) ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/** Returns metadata for a code that the contract does not declare, judged by the status. */
function undeclaredCode(status: number, parsed: ParsedBody, headers: HeaderSource, text: string): CodeMetadata {
  const { code, kind = kindOfStatus(status), retry, effect } = parsed;
  // A proxy sends 503 whether or not it reached the API. An API that says when to come back has rejected the request.
  const isRejected =
    status === 503 ? code && retryHint(headers, text) : status >= 400 && status < 500 && status !== 408;
  return {
    kind,
    retry: retry ?? (status < 400 ? "never" : retryOfKind[kind]),
    effect: effect ?? (isRejected ? "none" : "unknown"),
  };
}
