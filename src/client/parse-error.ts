import type { Kind } from "../contract/index.ts";
import { CallError } from "./call-error.ts";
import type { ClientFacts, CodeFacts } from "./client-facts.ts";
import { isTold, kindOfStatus, retryOfKind } from "./kind-of-status.ts";
import { own } from "./own.ts";
import type { Reading } from "./read-foreign.ts";
import { readForeign } from "./read-foreign.ts";
import type { HeaderSource } from "./retry-hint.ts";
import { readHeader, retryHint } from "./retry-hint.ts";

/**
 * Makes a typed error of any response. Never throws, whatever the text is.
 *
 * @param text the body; of one that is no JSON only the first 4,096 characters are kept
 * @param facts what the client knows of the API's contract. @default nothing: the published forms are tried
 */
export function parseError(status: number, headers: HeaderSource, text: string, facts?: ClientFacts): CallError {
  const body = parseJson(text);
  const reading = facts?.read?.(body) ?? readForeign(body, status);
  const { code, message } = reading;
  const retryAfterMs = retryHint(headers, text);
  const declared = own(facts?.codes, code) as CodeFacts | Kind | undefined;
  const stated = typeof declared === "string" ? { kind: declared } : declared;
  const told: CodeFacts = stated ?? undeclared(status, reading, retryAfterMs);
  const usual = facts?.kinds[told.kind] ?? told;
  const error: Draft = new CallError(message ?? `HTTP ${status}`, body ?? text.slice(0, 4096));
  error.code = code ?? `HTTP_${status}`;
  error.kind = told.kind;
  error.status = status;
  error.details = reading.details;
  error.known = !!stated;
  error.origin = (code ?? message) ? "api" : "edge";
  error.sent = true;
  error.retry = (told.retry ?? usual.retry) as never;
  error.effect = (told.effect ?? usual.effect) as never;
  error.remedy = told.remedy ?? usual.remedy;
  error.retryAfterMs = retryAfterMs;
  error.mayRetry = readHeader(headers, "x-should-retry") !== "false";
  error.parent = told.parent;
  error.requestId =
    reading.requestId || readHeader(headers, "x-request-id") || readHeader(headers, "request-id") || undefined;
  error.param = reading.param;
  error.docsUrl = told.docsUrl ?? (stated && facts?.docsUrl && facts.docsUrl + code) ?? reading.docsUrl;
  return error as CallError;
}

type Draft = { -readonly [Name in keyof CallError]: CallError[Name] };

/** Decides about what nobody declared. It may have done its work: a proxy answers 503 whether or not it asked the API. */
function undeclared(status: number, { code, kind }: Reading, retryAfterMs = 0): CodeFacts {
  const name = `${code}`.toLowerCase();
  // Retrying an exhausted quota would never end; where it is only a matter of seconds, the server says how many.
  const isQuota = status === 429 && /quota|credit/.test(name);
  kind ??= isQuota ? "quota_exceeded" : status <= 400 && isTold(name) ? name : kindOfStatus(status);
  const isRefused = status < 500 ? status > 399 && status !== 408 : status === 503 && code && retryAfterMs;
  return { kind, retry: status < 400 ? "never" : retryOfKind(kind), effect: isRefused ? "none" : "unknown" };
}

/** Gives the body, or the first of its lines; undefined where that is no JSON. */
function parseJson(text: string): unknown {
  // Nothing costs as much as to fail: what is empty, or a page, is not tried. Objects and lists begin behind `=`.
  if (text.trimStart() > "=")
    try {
      return JSON.parse(text);
    } catch {
      const [line] = text.split("\n", 1) as [string];
      if (line !== text) return parseJson(line);
    }
  return undefined;
}
