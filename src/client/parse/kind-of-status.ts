import type { Kind } from "../../contract/index.ts";

/** Kinds of the statuses from 400 on. A test compares them with the full table of kinds, which is too large for browsers. */
const kindsFrom400: readonly (Kind | "")[] = [
  "",
  "unauthenticated",
  "payment_required",
  "permission_denied",
  "not_found",
  "",
  "",
  "unauthenticated",
  "timeout",
  "conflict",
  "not_found",
  "",
  "conflict",
  "payload_too_large",
];

/** Kinds of the statuses from 500 on. */
const kindsFrom500: readonly (Kind | "")[] = [
  "",
  "not_implemented",
  "dependency_failed",
  "unavailable",
  "timeout",
  "not_implemented",
];

/** Returns every kind that `kindOfStatus` can return. A function, because bundlers keep a set that nothing uses. */
export function statusKinds(): ReadonlySet<string> {
  return new Set(Array.from({ length: 106 }, (_, index) => kindOfStatus(400 + index)));
}

/** Returns the kind of a response, judged by its status alone. */
export function kindOfStatus(status: number): Kind {
  if (status === 429) return "rate_limited";
  if (status >= 500) return kindsFrom500[status - 500] || "internal";
  // V8 reads an index below 0 ten times as slowly as one of the list.
  return status >= 400 ? kindsFrom400[status - 400] || "validation_failed" : "internal";
}
