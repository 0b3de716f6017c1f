import type { Kind } from "../../contract/index.ts";

/** Kind of each status that has one. A test compares it with the full table of kinds, which is too large for browsers. */
const kindByStatus: Readonly<Record<number, Kind>> = {
  401: "unauthenticated",
  402: "payment_required",
  403: "permission_denied",
  404: "not_found",
  407: "unauthenticated",
  408: "timeout",
  409: "conflict",
  410: "not_found",
  412: "conflict",
  413: "payload_too_large",
  429: "rate_limited",
  500: "internal",
  501: "not_implemented",
  502: "dependency_failed",
  503: "unavailable",
  504: "timeout",
  505: "not_implemented",
};

/** Returns every kind that `kindOfStatus` can return. A function, because bundlers keep a set that nothing uses. */
export function statusKinds(): ReadonlySet<string> {
  return new Set<Kind>(["validation_failed", ...Object.values(kindByStatus)]);
}

/** Returns the kind of a response, judged by its status alone. */
export function kindOfStatus(status: number): Kind {
  return kindByStatus[status] ?? (status >= 400 && status < 500 ? "validation_failed" : "internal");
}
