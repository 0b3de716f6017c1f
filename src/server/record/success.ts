import type { RequestContext } from "../request/index.ts";

/** One response that is not an error: the denominator of error rates. */
export interface Success {
  /** When the response began, in milliseconds since 1970. */
  readonly time: number;
  /** Id of the request, as the response contains it. */
  readonly requestId: string;
  /** Name of the contract. */
  readonly api: string;
  /** HTTP status of the response, 100 to 399. */
  readonly status: number;
  /** HTTP method of the request. */
  readonly method: string;
  /** Pattern of the route. Never the path, which can contain secrets. */
  readonly route: string | undefined;
  /** Name of the contract's operation, such as `POST /v1/orders`. */
  readonly operation: string | undefined;
  /** Account that sent the request. */
  readonly tenant: string | undefined;
  /** Time from the request's arrival to the response, in milliseconds. */
  readonly durationMs: number;
}

/** Receives every response that is not an error. Exceptions that it throws are ignored. */
export type SuccessRecorder = (success: Success) => void;

/** Creates the record of a response. @param api name of the contract */
export function createSuccess(context: RequestContext, api: string, status: number, now: number): Success {
  const { requestId, request, route, operation, tenant, time } = context;
  const { method } = request;
  const durationMs = Math.max(now - time, 0);
  return { time: now, requestId, api, status, method, route, operation: operation?.name, tenant, durationMs };
}
