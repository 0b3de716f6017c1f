import type { Kind } from "../contract/index.ts";
import { CallError } from "./call-error.ts";
import type { CodeMetadata, ContractMetadata } from "./contract-metadata-types.ts";
import { kindOfStatus, retryOfKind, usualKinds } from "./kind-of-status.ts";
import { own } from "./own.ts";
import type { Reading } from "./read-foreign.ts";
import { readForeign } from "./read-foreign.ts";
import type { HeaderSource } from "./retry-hint.ts";
import { readHeader, retryHint } from "./retry-hint.ts";

/**
 * Makes a typed error of any response. Never throws, whatever the text is.
 *
 * @param text the body; of one that is no JSON only the first 4,096 characters are kept
 * @param metadata what the client knows of the API's contract. @default nothing: the published forms are tried
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a fact a line, each with its default; taken apart they weigh more
export function parseError(
  status: number,
  headers: HeaderSource,
  text: string,
  metadata?: ContractMetadata,
): CallError {
  const body = parseJson(text);
  const reading = metadata?.read?.(body) ?? readForeign(body, status);
  const { code, message } = reading;
  const declared = own(metadata?.codes, code) as CodeMetadata | Kind | undefined;
  const stated = typeof declared === "string" ? { kind: declared } : declared;
  const told: CodeMetadata = stated ?? undeclared(status, reading, headers, text);
  const usual = metadata?.kinds[told.kind] ?? told;
  const error: Draft = new CallError(message ?? `HTTP ${status}`, body ?? text.slice(0, 4096));
  error.code = code ?? `HTTP_${status}`;
  error.kind = told.kind;
  error.status = status;
  error.details = reading.details;
  error.requestId =
    reading.requestId || readHeader(headers, "x-request-id") || readHeader(headers, "request-id") || undefined;
  error.remedy = told.remedy ?? usual.remedy;
  error.effect = (told.effect ?? usual.effect) as never;
  error.known = !!stated;
  error.sent = true;
  error.param = reading.param;
  error.parent = told.parent;
  error.retry = (told.retry ?? usual.retry) as never;
  error.origin = (code ?? message) ? "api" : "edge";
  // Where no retry can help, none is concluded: to look for what tells when costs as much as all else here.
  error.retryAfterMs = retryHint(headers, error.retry !== "never" && text);
  error.docsUrl = told.docsUrl ?? (stated && metadata?.docsUrl ? metadata.docsUrl + code : reading.docsUrl);
  error.mayRetry = readHeader(headers, "x-should-retry") !== "false";
  return error as CallError;
}

type Draft = { -readonly [Name in keyof CallError]: CallError[Name] };

/** Gives the body, or the first of its lines; undefined where that is no JSON. */
function parseJson(text: string): unknown {
  // Nothing costs as much as to fail: what is empty, or a page, is not tried. Objects and lists begin behind `=`.
  if (text > "=" || text.trimStart() > "=")
    try {
      return JSON.parse(text);
    } catch {
      const [line] = text.split("\n", 1) as [string];
      if (line !== text) return parseJson(line);
    }
  return undefined;
}

/** Decides about what nobody declared. It may have done its work, unless its status says that it was refused. */
function undeclared(status: number, { code, kind }: Reading, headers: HeaderSource, text: string): CodeMetadata {
  const name = status < 401 && code?.toLowerCase();
  // Retrying an exhausted quota would never end; where it is only a matter of seconds, the server says how many.
  kind ??=
    status === 429 && /quota|credit/i.test(code as string)
      ? "quota_exceeded"
      : name && usualKinds.includes(name as never)
        ? (name as Kind)
        : kindOfStatus(status);
  return {
    kind,
    retry: status < 400 ? "never" : (retryOfKind[kind] ?? "never"),
    effect:
      status < 400 ||
      status === 408 ||
      // A proxy answers 503 whether or not it asked the API; an API that says when to come back refused.
      (status > 499 && !(status === 503 && code && retryHint(headers, text)))
        ? "unknown"
        : "none",
  };
}
