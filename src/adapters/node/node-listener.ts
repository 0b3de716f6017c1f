import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Boundary, RequestContext } from "../../server/adapter.ts";
import { limitBody, resolveOperation } from "../../server/adapter.ts";
import type { Exchange } from "./exchange.ts";
import { exchangeOf, fail } from "./exchange.ts";

/** Answers one request in Node's own style. What it throws, or rejects with, is answered by the boundary. */
export type NodeHandler = (request: IncomingMessage, response: ServerResponse, context: RequestContext) => unknown;

export interface NodeListenerOptions {
  /** Whether the contract's paths decide on 404, 405 and OPTIONS before the handler runs. @default true when the contract has operations */
  readonly routes?: boolean;
}

/** Makes the listener of `http.createServer`. Call `handleClientErrors` with the server too. */
export function nodeListener(
  boundary: Boundary,
  handler: NodeHandler,
  { routes = boundary.contract.operations.size > 0 }: NodeListenerOptions = {},
): RequestListener {
  return (request, response) => {
    const exchange = exchangeOf(boundary, request, response);
    const { context } = exchange;
    try {
      boundary.checkRequestHead(context);
      const headers = routes ? resolveOperation(boundary, context) : undefined;
      if (headers !== undefined) return void response.writeHead(204, headers).end();
      boundary.checkOperation(context);
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
  limitBody(request, boundary.maxBodyBytes(context), (error) => {
    context.bodyError = error;
    fail(boundary, error, exchange);
  });
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
