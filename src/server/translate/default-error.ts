import { type AnyContract, ApiError, type ApiErrorOptions, type Condition } from "../../contract/index.ts";
import { markDefault } from "../record/index.ts";
import type { RaiseCondition } from "../request/index.ts";
import { conditionOfStatus, type HttpFailure, safeHeadersOf } from "./http-failure.ts";
import { schemaIssues } from "./schema-issues.ts";

/** Conditions that are likely, but not certain, to be what a status means. */
const likelyCondition: Readonly<Record<number, Condition>> = {
  ...conditionOfStatus,
  404: "unknown_route",
  422: "invalid_request",
};
/** 5xx statuses that Hono's own middlewares and Nest's modules use. */
const conditionOfException: Readonly<Record<number, Condition>> = {
  501: "not_implemented",
  503: "unavailable",
  504: "timeout",
};

/**
 * Creates the error of a 4xx status that the contract has no code for. It has the status, and the code of the condition that
 * the status suggests, otherwise `HTTP_<status>`.
 */
function defaultError(
  { conditions, entryOfStatus }: Pick<AnyContract, "conditions" | "entryOfStatus">,
  raise: RaiseCondition,
  status: number,
  options: ApiErrorOptions,
): ApiError {
  const condition = likelyCondition[status];
  const likely = condition === undefined ? undefined : raise(condition, {}, options);
  // Another status would change the meaning. Another code means that the details of the condition's code are not known.
  const fits = condition !== undefined && likely?.status === status && likely.code === conditions[condition];
  const error = fits && likely !== undefined ? likely : new ApiError(entryOfStatus(status), undefined, options);
  return markDefault(error);
}

/** Creates the error of the contract for what a framework or its middleware has thrown. */
export function failureError(
  contract: Pick<AnyContract, "conditions" | "entryOfStatus">,
  raise: RaiseCondition,
  { status, condition, values, issues, location, headers, note, isException }: HttpFailure,
  cause: unknown,
): ApiError {
  const options = { cause, note, headers };
  if (status >= 500) {
    const meant = isException ? conditionOfException[status] : undefined;
    return meant === undefined ? raise("internal", {}, { cause, note }) : raise(meant, {}, options);
  }
  if (condition === undefined) return defaultError(contract, raise, status, options);
  const fields = condition === "invalid_request" ? schemaIssues(issues, location) : undefined;
  const error = raise(condition, fields === undefined ? values : { ...values, fields }, options);
  return error.code === contract.conditions[condition] ? error : defaultError(contract, raise, status, options);
}

/**
 * Creates the error that stands for a response that is not an error of the contract.
 *
 * @param isSent whether the error replaces the response. Otherwise only its code and its status are recorded
 */
export function responseError(
  contract: Pick<AnyContract, "conditions" | "entryOfStatus">,
  raise: RaiseCondition,
  status: number,
  headers: Headers,
  isSent: boolean,
): ApiError {
  if (isSent && status >= 500) return raise("internal");
  if (isSent) return defaultError(contract, raise, status, { headers: safeHeadersOf(headers) });
  const error = new ApiError(contract.entryOfStatus(status), undefined);
  return markDefault(error);
}
