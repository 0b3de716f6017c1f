import { loadFormats, parseFormats } from "#published-formats";
import type { Effect, Kind } from "../../contract/index.ts";
import { CallError, type MutableCallError, retryOfKind } from "../call-error.ts";
import type { CodeMetadata, ContractMetadata, ParsedBody } from "../metadata.ts";
import { kindOfStatus } from "./kind-of-status.ts";
import { parseKnownFormats } from "./parse-known-formats.ts";
import { canPass, retryHint } from "./retry-hint.ts";
import { getOwn, type HeaderSource, maxTextLength, parseJson, readHeader, textOfBody } from "./untrusted-input.ts";

/**
 * Parses any error response. Works with every HTTP client and never throws.
 *
 * @param status status of the response
 * @param headers response headers: a `Headers` object, or a plain object with lower-case names
 * @param source the body; if it is not JSON, only the first 4,096 characters are kept. Clients that parse JSON pass it parsed
 * @param metadata metadata of the API's contract. @default none: the published formats are recognised, in browsers once they are loaded
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
  source: unknown,
  metadata?: ContractMetadata,
): CallError {
  try {
    const text = textOfBody(source);
    const body = parseJson(text);
    const waitMs = retryHint(headers, false);
    const response = { status, headers, text, waitMs };
    const codes = metadata?.codes;
    const parsed =
      metadata?.read?.(body, response) ??
      // Without the formats, the usual JSON form is read with any code.
      (codes || !parseFormats ? parseKnownFormats(body, status, parseFormats && codes) : undefined) ??
      (parseFormats as NonNullable<typeof parseFormats>)(body, response);
    const { code, message } = parsed;
    const declared = getOwn(codes, code) as CodeMetadata | Kind | undefined;
    const codeMetadata: CodeMetadata =
      (typeof declared === "string" ? { kind: declared } : declared) ?? undeclaredCode(status, parsed);
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
    error.known = Boolean(declared);
    error.sent = true;
    error.param = parsed.param;
    error.parent = codeMetadata.parent;
    const advice = readHeader(headers, "x-should-retry");
    const retry = codeMetadata.retry ?? defaults.retry ?? "never";
    // `true` says that a retry helps although the code or the status suggests otherwise.
    error.retry = advice === "true" && retry !== "backoff" ? "after_delay" : retry;
    // The text of a page or of a proxy is a message, too.
    error.origin = (code ?? (body && message)) ? "api" : "edge";
    // If a wait alone cannot help, only an explicit one is read: searching the body costs as much as all the rest.
    error.retryAfterMs = waitMs ?? (canPass(error.retry) ? retryHint(headers, text) : undefined);
    error.docsUrl = codeMetadata.docsUrl ?? (declared && metadata?.docsUrl ? metadata.docsUrl + code : parsed.docsUrl);
    error.mayRetry = advice !== "false";
    return error as CallError;
  } catch {
    // An argument that throws when it is read.
    return parseError(0, {}, "");
  }
}

/**
 * Parses an error like `parseError`, in a browser after loading the published formats if the contract does not declare
 * the code.
 */
export async function parseErrorFully(...response: Parameters<typeof parseError>): Promise<CallError> {
  const error = parseError(...response);
  if (error.known || parseFormats) return error;
  await loadFormats();
  return parseError(...response);
}

/** Returns metadata for a code that the contract does not declare, judged by the status. */
function undeclaredCode(status: number, { kind = kindOfStatus(status), retry, effect }: ParsedBody): CodeMetadata {
  const isRejected = status >= 400 && status < 500 && status !== 408;
  return {
    kind,
    retry: retry ?? (status < 400 ? "never" : retryOfKind[kind]),
    effect: effect ?? (isRejected ? "none" : "unknown"),
  };
}
