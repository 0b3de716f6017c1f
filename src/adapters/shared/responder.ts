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

const responderKey: unique symbol = Symbol("errata.responder");
type AnsweredRequest = { [responderKey]?: Responder };

/** Stores the responder of a request. */
export function setResponder(request: object, responder: Responder): void {
  (request as AnsweredRequest)[responderKey] = responder;
}

/** Returns the responder of a request, of Node or of a framework; undefined if no boundary has received it. */
export function responderOf(request: unknown): Responder | undefined {
  if (typeof request !== "object" || request === null) return undefined;
  const { raw } = request as { readonly raw?: AnsweredRequest };
  return (request as AnsweredRequest)[responderKey] ?? raw?.[responderKey];
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
