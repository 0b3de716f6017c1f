import type { Kind, Retry } from "../contract/index.ts";

/**
 * Kinds by status: 400 to 415, then 429, then 500 to 505. The table of all kinds is a third of what the client may
 * weigh, so only names are here; tests hold them to that table.
 */
const told = [
  "validation_failed",
  "unauthenticated",
  "payment_required",
  "permission_denied",
  "not_found",
  "validation_failed",
  "malformed_request",
  "unauthenticated",
  "timeout",
  "conflict",
  "not_found",
  "malformed_request",
  "conflict",
  "payload_too_large",
  "malformed_request",
  "malformed_request",
  "rate_limited",
  "internal",
  "not_implemented",
  "dependency_failed",
  "unavailable",
  "timeout",
  "not_implemented",
] as const;

/** Tells the kind of an answer by its status alone. */
export function kindOfStatus(status: number): Kind {
  const index = status > 499 ? status - 483 : status === 429 ? 16 : status < 416 ? status - 400 : 0;
  return told[index] ?? "internal";
}

/** Tells whether a name that came from elsewhere is one of these kinds. */
export function isTold(name: string): name is Kind {
  return told.includes(name as never);
}

/** Tells whether, and how, errors of a kind are retried where no contract says more. */
export function retryOfKind(kind: Kind): Retry {
  return /^(rate|unav)/.test(kind)
    ? "after_delay"
    : /^(time|int|dep)/.test(kind)
      ? "backoff"
      : /^q/.test(kind)
        ? "after_reset"
        : "never";
}
