import type { ApiError } from "../../contract/index.ts";
import type { Boundary, RequestContext } from "../../server/adapter.ts";

/** Responds to one request, for a layer above the framework that has an error handling of its own, such as Nest. */
export interface Responder {
  readonly boundary: Boundary;
  readonly context: RequestContext;
  /** Responds to a thrown value. */
  respond(thrown: unknown): void;
  /** Responds to a request that no route handles. */
  respondToUnrouted(): void;
  /** Returns the error of the contract that has been sent; undefined if no error of the contract was sent. */
  sentError(): ApiError | undefined;
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
