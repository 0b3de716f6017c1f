import { ApiError } from "../../contract/index.ts";
import { httpFailure, type RequestContext } from "../../server/adapter.ts";

/**
 * Returns the error of the request's head in place of a refusal by a middleware: whether a path exists does not depend on a
 * key. A middleware that fails itself is not a refusal.
 */
export function errorToSend(thrown: unknown, { headError }: RequestContext): unknown {
  return headError !== undefined && isRefusal(thrown) ? headError : thrown;
}

/** Returns whether a middleware rejected the request, instead of failing itself. */
export function isRefusal(thrown: unknown): boolean {
  const status = thrown instanceof ApiError ? thrown.status : httpFailure(thrown)?.status;
  return status !== undefined && status < 500;
}
