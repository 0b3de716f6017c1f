import type { Kind } from "../../contract/index.ts";

/** Kinds of the statuses from 401 on. A test compares them with the full table of kinds, which is too large for browsers. */
const kindsFrom401: readonly (Kind | "")[] = [
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
const kindsFrom500: readonly Kind[] = [
  "internal",
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
  const ofClass = status >= 400 && status < 500 ? "validation_failed" : "internal";
  return kindsFrom401[status - 401] || kindsFrom500[status - 500] || ofClass;
}
