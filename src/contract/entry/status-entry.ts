import type { Kind } from "../kind.ts";
import { type Entry, resolveEntry } from "./entry.ts";

/** Kinds by status. Any other 4xx is a value that the server does not accept. */
const kindOfStatus: Readonly<Record<number, Kind>> = {
  401: "unauthenticated",
  402: "payment_required",
  403: "permission_denied",
  404: "not_found",
  405: "method_not_allowed",
  406: "not_acceptable",
  407: "unauthenticated",
  408: "timeout",
  409: "conflict",
  410: "expired_resource",
  412: "conflict",
  413: "payload_too_large",
  414: "uri_too_long",
  415: "unsupported_media",
  423: "invalid_state",
  425: "unavailable",
  428: "invalid_state",
  429: "rate_limited",
  431: "headers_too_large",
  451: "permission_denied",
  499: "cancelled",
  501: "not_implemented",
  502: "dependency_failed",
  503: "unavailable",
  504: "timeout",
};

/**
 * Returns the function that returns the entry of an HTTP status that no code of the contract stands for, such as `HTTP_409`.
 *
 * @param contract name and version of the contract
 * @param language language of the contract's own messages
 * @param isLowerCase whether the contract's codes are lower case
 */
export function statusEntries(contract: string, language: string, isLowerCase: boolean): (status: number) => Entry {
  const entries = new Map<number, Entry>();
  return (status) => {
    const existing = entries.get(status);
    if (existing !== undefined) return existing;
    const entry = resolveEntry(
      `${isLowerCase ? "http" : "HTTP"}_${status}`,
      {
        kind: kindOfStatus[status] ?? (status < 500 ? "invalid_value" : "internal"),
        status,
        title: `HTTP ${status}`,
        when: `A library or a middleware rejects the request with status ${status}.`,
        message: `The request failed with status ${status}.`,
        ...(status === 400 && { remedy: { action: "fix_request", actor: "developer", text: "Correct the request." } }),
      },
      { contract, language, messages: {}, docsUrl: undefined },
    );
    entries.set(status, entry);
    return entry;
  };
}
