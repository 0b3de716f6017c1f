import type { HTTPException } from "hono/http-exception";
import type { Condition } from "../../contract/index.ts";
import { ApiError } from "../../contract/index.ts";
import type { Boundary, RequestContext } from "../../server/adapter.ts";

/** The condition that Hono and its middleware mean by a status. */
const conditionByStatus: Readonly<Record<number, Condition>> = {
  400: "malformed_request",
  404: "unknown_route",
  405: "method_not_allowed",
  406: "not_acceptable",
  408: "request_timeout",
  411: "length_required",
  413: "body_too_large",
  414: "uri_too_long",
  415: "unsupported_media",
  422: "invalid_request",
  431: "headers_too_large",
  501: "not_implemented",
  503: "unavailable",
  504: "timeout",
};

/**
 * Translates an HTTPException: to the condition of its status, otherwise to the contract's only code of that status,
 * otherwise to the internal error. Its text and its response stay private, because the contract does not declare them.
 */
export function translateHttpException(
  exception: HTTPException,
  { contract, raise, maxBodyBytes }: Boundary,
  context: RequestContext,
): ApiError {
  const { status, message } = exception;
  const options = { cause: exception, note: `HTTPException ${status}` };
  if (/malformed json/i.test(message)) return raise("malformed_body", {}, options);
  const condition = conditionByStatus[status];
  if (condition !== undefined)
    return raise(condition, { maxBytes: maxBodyBytes(context), method: context.request.method }, options);
  const [entry, ...others] = [...contract.entries.values()].filter((candidate) => candidate.status === status);
  if (entry === undefined || others.length > 0 || entry.details !== undefined) return raise("internal", {}, options);
  return new ApiError(entry, undefined, options);
}
