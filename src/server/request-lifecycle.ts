import { ApiError } from "../contract/index.ts";
import type { RaiseCondition, RequestChecks, RequestContext, RequestHead } from "./request/index.ts";

/** The members of a boundary that the lifecycle calls. */
export interface LifecycleBoundary extends RequestChecks {
  begin(head: RequestHead, requestId?: string): RequestContext;
  readonly raise: RaiseCondition;
}

/** One request and its response, as one kind of server represents them. The lifecycle calls the methods from top to bottom. */
export interface Exchange<Result> {
  readonly head: RequestHead;
  /** Id assigned by an enclosing boundary. @default the client's id or a random one */
  readonly requestId?: string | undefined;
  /** Receives the context before anything can fail. */
  start?(context: RequestContext): void;
  /**
   * Stores the route and the operation of the request in the context.
   *
   * @returns undefined if a route handles the request, otherwise the methods of the path; none if the path is unknown
   */
  route(context: RequestContext): readonly string[] | undefined;
  /** Returns whether a route of any path has a method that RFC 9110 does not define. @default none has */
  hasMethod?(method: string): boolean;
  /** Responds to OPTIONS with 204. @param methods value of the Allow header */
  allow(methods: string, context: RequestContext): Result | Promise<Result>;
  /** Limits a body whose declared length, if any, has not been checked. */
  limitBody(maxBytes: number, context: RequestContext): void;
  handle(context: RequestContext): Result | PromiseLike<Result>;
  /** Adds the request id to the handler's response, and checks whether it is an error that the contract does not declare. */
  finish(result: Result, context: RequestContext): Result | Promise<Result>;
  /** Responds to a request that its head rejects with the `headError` of the context, before a handler runs. @default like `fail` */
  reject?(context: RequestContext): Result | Promise<Result>;
  /** Responds to a thrown value. Throws only a signal of the framework. */
  fail(thrown: unknown, context: RequestContext): Result | Promise<Result>;
}

/** Serves one request, from its head to its response. Waits only if the handler does. */
export function serveRequest<Result>(
  boundary: LifecycleBoundary,
  exchange: Exchange<Result>,
): Result | Promise<Result> {
  const { head } = exchange;
  const context = boundary.begin(head, exchange.requestId);
  exchange.start?.(context);
  try {
    boundary.checkRequestHead(context);
    const methods = exchange.route(context);
    if (methods !== undefined) return exchange.allow(allowMethods(boundary, head, methods, exchange), context);
    boundary.checkOperation(context);
  } catch (thrown) {
    if (exchange.reject === undefined || !(thrown instanceof ApiError)) return exchange.fail(thrown, context);
    context.headError = thrown;
    // Guards and middlewares may read the body.
    exchange.limitBody(boundary.maxBodyBytes(context), context);
    return exchange.reject(context);
  }
  try {
    if (typeof head.header("content-length") !== "string") exchange.limitBody(boundary.maxBodyBytes(context), context);
    const result = exchange.handle(context);
    if (!isThenable(result)) return exchange.finish(result, context);
    // Not `await`, which costs a rejected handler more than rendering its error.
    return result.then(
      (response) => settle(exchange, response, context),
      (thrown: unknown) => exchange.fail(thrown, context),
    ) as Promise<Result>;
  } catch (thrown) {
    return exchange.fail(thrown, context);
  }
}

/**
 * Returns the Allow header of a response to OPTIONS.
 *
 * @param methods methods of the path
 * @throws `unknown_route` if there are none, `method_not_allowed` if the request has another method, `not_implemented` if no
 * path has the method
 */
export function allowMethods(
  { raise }: Pick<LifecycleBoundary, "raise">,
  { method }: RequestHead,
  methods: readonly string[],
  exchange: Pick<Exchange<unknown>, "hasMethod"> = {},
): string {
  if (!standardMethods.has(method) && exchange.hasMethod?.(method) !== true) throw raise("not_implemented", { method });
  if (methods.length === 0) throw raise("unknown_route");
  const allow = methods.join(", ");
  if (method === "OPTIONS") return allow;
  throw raise("method_not_allowed", { method, allow: methods }, { headers: { Allow: allow } });
}

/** The methods of RFC 9110, and PATCH. Any other that no route has is unknown to the server, which is 501 instead of 405. */
const standardMethods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"]);

/** Finishes the response of an asynchronous handler. */
function settle<Result>(exchange: Exchange<Result>, result: Result, context: RequestContext): Result | Promise<Result> {
  try {
    return exchange.finish(result, context);
  } catch (thrown) {
    return exchange.fail(thrown, context);
  }
}

function isThenable<Result>(value: Result | PromiseLike<Result>): value is PromiseLike<Result> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
