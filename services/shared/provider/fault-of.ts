import type { CallError } from "errata/client";
import { ProviderFault, type ProviderFaultReason } from "./provider-fault.ts";

/**
 * Says in our words why a call failed. The error itself is left behind: endpoints quote keys and prompts in their messages,
 * and parsers quote the text that they could not read.
 */
export function faultOf(error: CallError): ProviderFault {
  const { status, retryAfterMs, attempts } = error;
  const cause = new Error(
    [error.origin, status > 0 ? `HTTP ${status}` : error.code, systemCode(error.cause)].filter(Boolean).join(", "),
  );
  return new ProviderFault(reasonOf(error), { status, retryAfterMs, attempts, cause });
}

const reasons: Readonly<Record<string, ProviderFaultReason>> = {
  CLIENT_TIMEOUT: "slow",
  CLIENT_UNAVAILABLE: "down",
  CLIENT_UNSUPPORTED_MEDIA: "nonsense",
  CLIENT_PAYLOAD_TOO_LARGE: "nonsense",
  CLIENT_MALFORMED_REQUEST: "refused",
};

function reasonOf({ code, kind, status, retryAfterMs, origin }: CallError): ProviderFaultReason {
  if (origin === "client" && reasons[code] !== undefined) return reasons[code];
  // An endpoint whose account is exhausted answers 429 as well, but no wait helps there.
  if (kind === "quota_exceeded") return "refused";
  // 529: what some endpoints answer for "overloaded".
  if (kind === "rate_limited" || status === 529 || (status === 503 && retryAfterMs !== undefined)) return "overloaded";
  if (status === 408 || status === 504) return "slow";
  if (status >= 500) return "down";
  return status >= 400 ? "refused" : "nonsense";
}

/** Gives the name of a system's error, such as ECONNREFUSED, wherever it is in the chain. */
function systemCode(cause: unknown, depth = 0): string | undefined {
  if (!(cause instanceof Error) || depth > 4) return undefined;
  const { code } = cause as NodeJS.ErrnoException;
  return typeof code === "string" && /^[A-Z][A-Z_]{3,40}$/.test(code) ? code : systemCode(cause.cause, depth + 1);
}
