import { ApiError } from "../../contract/index.ts";
import { type Boundary, httpFailure, type RequestContext } from "../../server/adapter.ts";

/** Responds to one request, for a layer above the framework that has an error handling of its own, such as Nest. */
export interface Responder {
  readonly boundary: Boundary;
  readonly context: RequestContext;
  /** Responds to a thrown value. */
  respond(thrown: unknown): void;
  /** Responds to a request that no route handles. */
  respondToUnrouted(): void;
}

const exchangeKey: unique symbol = Symbol("errata.exchange");
type ServedRequest = { [exchangeKey]?: object };

/** Stores the exchange of a request. @param holder request or context of the framework, which hooks and guards receive */
export function setExchange(holder: object, exchange: object): void {
  (holder as ServedRequest)[exchangeKey] = exchange;
}

/** Returns the exchange of a request; undefined if no boundary of the framework serves it. */
export function exchangeOf<Exchange extends object>(
  holder: object,
  type: abstract new (...args: never[]) => Exchange,
): Exchange | undefined {
  const exchange = (holder as ServedRequest)[exchangeKey];
  return exchange instanceof type ? exchange : undefined;
}

/** Returns the exchange of Express or Fastify, for a request of Node or of a framework; undefined if no boundary serves it. */
export function responderOf(request: unknown): Responder | undefined {
  if (typeof request !== "object" || request === null) return undefined;
  const { raw } = request as { readonly raw?: ServedRequest };
  return ((request as ServedRequest)[exchangeKey] ?? raw?.[exchangeKey]) as Responder | undefined;
}

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
