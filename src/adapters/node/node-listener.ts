import type { IncomingMessage, RequestListener, ServerOptions, ServerResponse } from "node:http";
import { requireBoundary, requireIterable, requireValue } from "../../contract/faults/arguments.ts";
import { type OptionTypes, requireOptions } from "../../contract/faults/options.ts";
import {
  type Boundary,
  compareOperations,
  type RequestContext,
  resolveOperation,
  serveRequest,
  warnOfDifferences,
} from "../../server/adapter.ts";
import { NodeExchange, receivedBody } from "../shared/index.ts";

/** Handles one request in Node's own style. The boundary responds if it throws or rejects. */
export type NodeHandler = (request: IncomingMessage, response: ServerResponse, context: RequestContext) => unknown;

/** Options of `nodeListener`. */
export interface NodeListenerOptions {
  /** Whether the contract's paths decide on 404, 405 and OPTIONS before the handler runs. @default true if the contract has operations */
  readonly routes?: boolean | undefined;
  /**
   * Every route of the handler, as `METHOD /path` or `ALL /path`; parameters can be `{id}` or `:id`. The boundary warns now
   * about routes that the contract does not know, and about operations that no route handles. @default no comparison
   */
  readonly handles?: Iterable<string> | undefined;
}

/**
 * Options for `http.createServer` that reject slow and oversized requests early: 10 s for the head, 120 s for the whole
 * request, checked every second (Node's default is 30 s); 16 KiB of headers; 5 s of keep-alive.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { serverOptions } from "errata/node";
 *
 * export const server = createServer({ ...serverOptions, requestTimeout: 30_000 });
 * ```
 */
export const serverOptions: Readonly<
  Required<
    Pick<
      ServerOptions,
      "connectionsCheckingInterval" | "headersTimeout" | "keepAliveTimeout" | "maxHeaderSize" | "requestTimeout"
    >
  >
> = {
  connectionsCheckingInterval: 1_000,
  headersTimeout: 10_000,
  keepAliveTimeout: 5_000,
  maxHeaderSize: 16_384,
  requestTimeout: 120_000,
};

/**
 * Creates a listener for `http.createServer` that runs a handler behind a boundary. Pass the server to
 * `handleClientErrors` too.
 *
 * @throws RangeError if a route of `handles` is not `METHOD /path`
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { contract } from "errata";
 * import { handleClientErrors, nodeListener, serverOptions } from "errata/node";
 * import { boundary } from "errata/server";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Order not found." } },
 *   operations: { "GET /orders/{orderId}": ["ORDER_NOT_FOUND"] },
 * });
 * const shopBoundary = boundary(shop);
 * const listener = nodeListener(shopBoundary, async () => {
 *   throw shop.error.ORDER_NOT_FOUND();
 * });
 * export const server = createServer(serverOptions, listener);
 * handleClientErrors(server, shopBoundary);
 * ```
 */
export function nodeListener(
  boundary: Boundary,
  handler: NodeHandler,
  options: NodeListenerOptions = {},
): RequestListener {
  requireBoundary("nodeListener", boundary);
  requireValue("nodeListener: handler", handler, "function");
  requireOptions("nodeListener", options, {
    routes: "boolean",
    handles: "checked",
  } satisfies OptionTypes<NodeListenerOptions>);
  const { routes = boundary.contract.operations.size > 0, handles } = options;
  if (handles !== undefined) requireIterable("nodeListener: handles", handles);
  if (handles !== undefined) warnOfDifferences(boundary, compareOperations(boundary, handles));
  return (request, response) => {
    serveRequest(boundary, new ListenerExchange(boundary, handler, routes, request, response));
  };
}

/** A request of `node:http` whose handler has its own style. */
class ListenerExchange extends NodeExchange {
  /** The handler set its headers for another response. */
  protected override readonly keepsHeaders = false;
  private readonly handler: NodeHandler;
  private readonly matchRoutes: boolean;

  constructor(
    boundary: Boundary,
    handler: NodeHandler,
    matchRoutes: boolean,
    request: IncomingMessage,
    response: ServerResponse,
  ) {
    super(boundary, request, response);
    this.handler = handler;
    this.matchRoutes = matchRoutes;
  }

  route(context: RequestContext): readonly string[] | undefined {
    return this.matchRoutes ? resolveOperation(this.boundary.routes, context) : undefined;
  }

  handle(context: RequestContext): unknown {
    return this.handler(this.request, this.response, context);
  }

  protected override received(): Uint8Array | undefined {
    return receivedBody(this.request);
  }
}
