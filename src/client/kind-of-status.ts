import type { Kind, Retry } from "../contract/index.ts";

/**
 * Kinds by status: 400 to 413, then 429, then 500 to 505. The table of all kinds is a third of what the client may
 * weigh, so only names are here; tests hold them to that table.
 */
export const usualKinds = [
  "validation_failed",
  "unauthenticated",
  "payment_required",
  "permission_denied",
  "not_found",
  "validation_failed",
  "validation_failed",
  "unauthenticated",
  "timeout",
  "conflict",
  "not_found",
  "validation_failed",
  "conflict",
  "payload_too_large",
  "rate_limited",
  "internal",
  "not_implemented",
  "dependency_failed",
  "unavailable",
  "timeout",
  "not_implemented",
] as const;

/** How errors of a kind are retried where no contract says more; those that are not are left out. */
export const retryOfKind: Readonly<Partial<Record<Kind, Retry>>> = {
  timeout: "backoff",
  internal: "backoff",
  dependency_failed: "backoff",
  rate_limited: "after_delay",
  unavailable: "after_delay",
  quota_exceeded: "after_reset",
};

/** Tells the kind of an answer by its status alone. */
export function kindOfStatus(status: number): Kind {
  return usualKinds[status > 499 ? status - 485 : status === 429 ? 14 : status < 414 ? status - 400 : 0] ?? "internal";
}
