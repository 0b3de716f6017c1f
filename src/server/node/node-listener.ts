import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Boundary, RequestContext } from "../index.ts";
import { capIncoming } from "../index.ts";
import type { Exchange } from "./exchange.ts";
import { exchangeOf, fail } from "./exchange.ts";

/** Answers one request in Node's own style. What it throws, or rejects with, is answered by the boundary. */
export type NodeHandler = (request: IncomingMessage, response: ServerResponse, context: RequestContext) => unknown;

export interface NodeListenerOptions {
  /** Whether the contract's paths decide on 404, 405 and OPTIONS before the handler runs. @default true when the contract has operations */
  readonly routes?: boolean;
}

/** Makes the listener of `http.createServer`. Call `ownClientErrors` with the server too. */
export function nodeListener(
  boundary: Boundary,
  handler: NodeHandler,
  { routes = boundary.contract.operations.size > 0 }: NodeListenerOptions = {},
): RequestListener {
  return (request, response) => {
    const exchange = exchangeOf(boundary, request, response);
    const { context } = exchange;
    try {
      boundary.admitHead(context);
      if (routes && isAnsweredByRoute(boundary, context, response)) return;
      boundary.admitOperation(context);
      if (request.headers["transfer-encoding"] !== undefined) cap(boundary, exchange);
      const result = handler(request, response, context);
      if (isThenable(result)) result.then(undefined, (thrown: unknown) => fail(boundary, thrown, exchange));
    } catch (thrown) {
      fail(boundary, thrown, exchange);
    }
  };
}

function cap(boundary: Boundary, exchange: Exchange): void {
  const { request, context } = exchange;
  capIncoming(request, boundary.maxBodyBytes(context), (error) => {
    context.bodyError = error;
    fail(boundary, error, exchange);
  });
}

/** Finds the operation, or throws; answers OPTIONS where the contract has no operation for it. */
function isAnsweredByRoute(boundary: Boundary, context: RequestContext, response: ServerResponse): boolean {
  const { method, target } = context.request;
  const match = boundary.routes.match(method, target);
  if (match === undefined) throw boundary.raise("unknown_route");
  const { operation, allow } = match;
  if (operation !== undefined) {
    context.operation = operation;
    context.route = operation.path;
    return false;
  }
  const headers = { Allow: allow.join(", ") };
  if (method !== "OPTIONS") throw boundary.raise("method_not_allowed", { method, allow }, { headers });
  response.writeHead(204, headers).end();
  return true;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
