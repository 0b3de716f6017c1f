import { HTTPException } from "hono/http-exception";
import type { Condition } from "../../contract/index.ts";
import { ApiError } from "../../contract/index.ts";
import type { Boundary, RequestContext } from "../../server/adapter.ts";

/** The conditions that Hono and its middleware mean by a status. */
const conditionOf: Readonly<Record<number, Condition>> = {
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
 * Translates an HTTPException: by the contract's only code of its status, else by the condition of the status. Its text
 * and its own response stay private, because the contract does not have them.
 */
export function fromHttpException(
  thrown: unknown,
  { contract, raise, maxBodyBytes }: Boundary,
  context: RequestContext,
): ApiError | undefined {
  if (!(thrown instanceof HTTPException)) return undefined;
  const options = { cause: thrown, note: `HTTPException ${thrown.status}` };
  if (/malformed json/i.test(thrown.message)) return raise("malformed_body", {}, options);
  const condition = conditionOf[thrown.status];
  if (condition !== undefined)
    return raise(condition, { maxBytes: maxBodyBytes(context), method: context.request.method }, options);
  const [only, another] = [...contract.entries.values()].filter(({ status }) => status === thrown.status);
  if (only === undefined || another !== undefined || only.details !== undefined) return raise("internal", {}, options);
  return new ApiError(only, undefined, options);
}
