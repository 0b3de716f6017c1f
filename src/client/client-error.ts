import type { Kind } from "../contract/index.ts";
import { CallError } from "./call-error.ts";
import { retryOfKind } from "./kind-of-status.ts";

/**
 * Makes the error of something that the client found by itself. Its code is `CLIENT_` and the kind, so that no contract
 * has it: `CLIENT_UNAVAILABLE` (the connection failed; `sent` tells whether before the request left), `CLIENT_TIMEOUT`,
 * `CLIENT_CANCELLED` (the caller's signal), `CLIENT_UNSUPPORTED_MEDIA` (a success that is no JSON where JSON is due),
 * `CLIENT_PAYLOAD_TOO_LARGE` (a success of more bytes than the client reads), `CLIENT_MALFORMED_REQUEST` (never left).
 */
export function clientError(kind: Kind, cause: unknown, sent = true): CallError {
  return Object.assign(new CallError(`${(cause as Error | undefined)?.message ?? cause}`, undefined, cause), {
    code: `CLIENT_${kind.toUpperCase()}`,
    kind,
    status: 0,
    known: false,
    origin: "client",
    sent,
    mayRetry: true,
    retry: retryOfKind[kind] ?? "never",
    effect: sent ? "unknown" : "none",
  });
}
