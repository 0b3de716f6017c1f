import type { Kind } from "../../contract/index.ts";
import type { MutableCallError } from "../call-error.ts";
import { CallError, retryOfKind } from "../call-error.ts";
import type { CodeMetadata, ContractMetadata, ParsedBody } from "../metadata.ts";
import { kindOfStatus, statusKinds } from "./kind-of-status.ts";
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
  const parsed = metadata?.read?.(body) ?? parseKnownFormats(body, status);
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
  error.effect = codeMetadata.effect ?? defaults.effect ?? "unknown";
  error.known = declared !== undefined;
  error.sent = true;
  error.param = parsed.param;
  error.parent = codeMetadata.parent;
  error.retry = codeMetadata.retry ?? defaults.retry ?? "never";
  error.origin = (code ?? message) ? "api" : "edge";
  // For an error that is never retried, only an explicit wait is read: searching the body costs as much as all the rest.
  error.retryAfterMs = retryHint(headers, error.retry !== "never" && text);
  error.docsUrl = codeMetadata.docsUrl ?? (declared && metadata?.docsUrl ? metadata.docsUrl + code : parsed.docsUrl);
  error.mayRetry = readHeader(headers, "x-should-retry") !== "false";
  return error as CallError;
}

/** First character of an object, a list, `true`, `false` or `null`. */
const startsLikeJson = /^\s*[{[tfn]/;

/** Parses the body, or its first line; returns undefined if neither is JSON. */
function parseJson(text: string): unknown {
  // A failing JSON.parse is expensive, so empty and HTML bodies are skipped.
  if (!startsLikeJson.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    const [line = ""] = text.split("\n", 1);
    return line === text ? undefined : parseJson(line);
  }
}

/** Returns metadata for a code that the contract does not declare, judged by the status. */
function undeclaredCode(status: number, parsed: ParsedBody, headers: HeaderSource, text: string): CodeMetadata {
  const kind = parsed.kind ?? kindOfUndeclared(status, parsed.code);
  if (status < 400) return { kind, retry: "never", effect: "unknown" };
  // A proxy sends 503 whether or not it reached the API. An API that says when to come back has rejected the request.
  const isRejected = status === 503 ? parsed.code && retryHint(headers, text) : status < 500 && status !== 408;
  return { kind, retry: retryOfKind[kind] ?? "never", effect: isRejected ? "none" : "unknown" };
}

function kindOfUndeclared(status: number, code: string | undefined): Kind {
  // Retrying an exhausted quota would never end, and a quota that resets within seconds has a hint.
  if (status === 429 && code && /quota|credit/i.test(code)) return "quota_exceeded";
  const name = code?.toLowerCase();
  // Connect and GraphQL send most errors with 200 or 400 and name the kind in the code.
  return status <= 400 && name && statusKinds.has(name) ? (name as Kind) : kindOfStatus(status);
}
