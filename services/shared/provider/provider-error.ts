import type { CallError } from "errata/client";

/**
 * Why a call failed:
 *
 * - `unavailable`: the endpoint is unreachable, or failed
 * - `rejected`: the endpoint will not complete the request: a wrong key, an unknown model, an exhausted account, a filter
 * - `timeout`: the deadline passed
 * - `invalid_response`: the response is not a completion, or does not match the schema
 * - `overloaded`: the endpoint asks to retry later, after `retryAfterMs` if it said when
 */
export type ProviderErrorReason = "unavailable" | "rejected" | "timeout" | "invalid_response" | "overloaded";

/** Details of a failed call. None of them contains text from a prompt, a response or a key. */
export interface ProviderErrorDetails {
  /** HTTP status; 0 if there was no response. @default 0 */
  readonly status?: number;
  readonly retryAfterMs?: number | undefined;
  /** Number of requests that were sent. @default 1 */
  readonly attempts?: number;
  /** For the log. It consists of fixed words, statuses and names of system errors only. */
  readonly cause?: Error;
}

/** A failed call. It is safe to log: no member contains text from the prompt or the response. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
  readonly reason: ProviderErrorReason;
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  readonly attempts: number;

  constructor(reason: ProviderErrorReason, details: ProviderErrorDetails = {}) {
    const { status = 0, retryAfterMs, attempts = 1, cause } = details;
    super(messages[reason], { cause });
    this.reason = reason;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.attempts = attempts;
  }
}

const messages: Readonly<Record<ProviderErrorReason, string>> = {
  unavailable: "The provider is unavailable or failed.",
  rejected: "The provider rejected the request.",
  timeout: "The provider took too long.",
  invalid_response: "The provider sent an invalid response.",
  overloaded: "The provider is overloaded.",
};

/**
 * Converts an error of the client. The original is not kept as the cause, because endpoints quote keys and prompts in
 * their messages, and parsers quote the text that they failed to parse.
 */
export function toProviderError(error: CallError): ProviderError {
  const { status, retryAfterMs, attempts } = error;
  const cause = new Error(
    [error.origin, status > 0 ? `HTTP ${status}` : error.code, systemCode(error.cause)].filter(Boolean).join(", "),
  );
  return new ProviderError(reasonOf(error), { status, retryAfterMs, attempts, cause });
}

const clientReasons: Readonly<Record<string, ProviderErrorReason>> = {
  CLIENT_TIMEOUT: "timeout",
  CLIENT_UNAVAILABLE: "unavailable",
  CLIENT_UNSUPPORTED_MEDIA: "invalid_response",
  CLIENT_PAYLOAD_TOO_LARGE: "invalid_response",
  CLIENT_MALFORMED_REQUEST: "rejected",
};

function reasonOf({ code, kind, status, retryAfterMs, origin }: CallError): ProviderErrorReason {
  if (origin === "client" && clientReasons[code] !== undefined) return clientReasons[code];
  // Endpoints send 429 for an exhausted account too, but waiting does not help there.
  if (kind === "quota_exceeded") return "rejected";
  // 529 is not standard; some endpoints send it for "overloaded".
  if (kind === "rate_limited" || status === 529 || (status === 503 && retryAfterMs !== undefined)) return "overloaded";
  if (status === 408 || status === 504) return "timeout";
  if (status >= 500) return "unavailable";
  return status >= 400 ? "rejected" : "invalid_response";
}

/** Returns the code of a system error, such as ECONNREFUSED, from anywhere in the chain of causes. */
function systemCode(cause: unknown, depth = 0): string | undefined {
  if (!(cause instanceof Error) || depth > 4) return undefined;
  const { code } = cause as NodeJS.ErrnoException;
  return typeof code === "string" && /^[A-Z][A-Z_]{3,40}$/.test(code) ? code : systemCode(cause.cause, depth + 1);
}
