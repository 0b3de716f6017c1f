import { CallError, clientError, messageOf } from "../call-error.ts";

/**
 * Throws the error of a connection that failed, in the bundle of a page for production. Errors of browsers have neither a
 * code nor a text that says why.
 *
 * @throws CLIENT_UNAVAILABLE
 */
export function throwConnectionError(cause: unknown): never {
  throw cause instanceof CallError ? cause : clientError("unavailable", `Connection lost: ${messageOf(cause)}.`, cause);
}
