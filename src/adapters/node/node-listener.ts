import { type IncomingMessage, type RequestListener, type ServerOptions, ServerResponse } from "node:http";
import {
  BodyError,
  type Boundary,
  compareOperations,
  type ErrorResponse,
  type Exchange,
  findWithin,
  isApiError,
  isResponse,
  limitBody,
  lingeringClose,
  malformedBody,
  NodeHead,
  type RequestContext,
  type RequestHead,
  resolveOperation,
  serveRequest,
  warnOfDifferences,
} from "../../server/adapter.ts";
import { receivedBody } from "./request-body.ts";

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
  { routes = boundary.contract.operations.size > 0, handles }: NodeListenerOptions = {},
): RequestListener {
  if (handles !== undefined) warnOfDifferences(boundary, compareOperations(boundary, handles));
  return (request, response) => {
    serveRequest(boundary, new NodeExchange(boundary, handler, routes, request, response));
  };
}

/** Writes the response to an error, and keeps the connection open for a client that is still sending. */
export function writeError(error: ErrorResponse, request: IncomingMessage, response: ServerResponse): void {
  const { status, body, bytes } = error;
  // The handler set its headers for another response.
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  ServerResponse.prototype.writeHead.call(response, status, lingeringClose(error, request));
  // If every character is one byte, latin1 gives the same bytes as UTF-8 and is faster.
  response.end(body, bytes === body.length ? "latin1" : "utf8");
}

const contextKey = Symbol("errata.context");
type ResponseWithContext = ServerResponse & { [contextKey]?: RequestContext };

/** A request of `node:http` and its response. */
class NodeExchange implements Exchange<unknown> {
  readonly head: RequestHead;
  private readonly boundary: Boundary;
  private readonly handler: NodeHandler;
  private readonly matchRoutes: boolean;
  private readonly request: IncomingMessage;
  private readonly response: ResponseWithContext;

  constructor(
    boundary: Boundary,
    handler: NodeHandler,
    matchRoutes: boolean,
    request: IncomingMessage,
    response: ServerResponse,
  ) {
    this.head = new NodeHead(request);
    this.boundary = boundary;
    this.handler = handler;
    this.matchRoutes = matchRoutes;
    this.request = request;
    this.response = response;
  }

  /** Patches writeHead, so that every response of the handler carries the request id. */
  start(context: RequestContext): void {
    this.response[contextKey] = context;
    this.response.writeHead = writeHeadWithRequestId as ServerResponse["writeHead"];
  }

  route(context: RequestContext): readonly string[] | undefined {
    return this.matchRoutes ? resolveOperation(this.boundary.routes, context) : undefined;
  }

  hasMethod(method: string): boolean {
    return this.boundary.routes.hasMethod(method);
  }

  allow(methods: string): void {
    this.response.writeHead(204, { Allow: methods }).end();
  }

  limitBody(maxBytes: number, context: RequestContext): void {
    if (this.request.headers["transfer-encoding"] === undefined) return;
    limitBody(this.request, maxBytes, (error) => {
      context.bodyError = error;
      this.fail(error, context);
    });
  }

  handle(context: RequestContext): unknown {
    return this.handler(this.request, this.response, context);
  }

  finish(): void {
    // The patched writeHead has added the request id.
  }

  /** Sends at most one response: after the first error, or once a response has started, an error is only recorded. */
  fail(thrown: unknown, context: RequestContext): void {
    if (context.failed) return;
    const request = this.request;
    const response = this.response;
    if (request.errored instanceof BodyError) context.bodyError ??= request.errored;
    context.aborted ||= !response.writableEnded && (response.destroyed || (request.destroyed && !request.complete));
    const syntaxError = isApiError(thrown) ? undefined : findWithin(thrown, SyntaxError);
    if (syntaxError !== undefined)
      context.bodyError ??= malformedBody(syntaxError, receivedBody(request), this.head.header("content-type"));
    if (!response.headersSent && !response.destroyed) {
      if (isResponse(thrown)) {
        this.sendThrown(thrown, context);
        return;
      }
      writeError(this.boundary.respond(thrown, context), request, response);
      return;
    }
    this.boundary.respond(thrown, context, lateErrorNote(response));
    // An ordinary end would make the client believe that the truncated response is complete.
    if (!response.writableEnded) response.destroy();
  }

  /** Sends a thrown Response, or the error that replaces it. */
  private async sendThrown(thrown: Response, context: RequestContext): Promise<void> {
    const response = this.response;
    try {
      const error = await this.boundary.checkReturned(thrown, context);
      if (error !== undefined) return writeError(error, this.request, response);
      const body = new Uint8Array(await thrown.arrayBuffer());
      for (const name of response.getHeaderNames()) response.removeHeader(name);
      for (const [name, value] of thrown.headers)
        if (!/^(?:content-length|transfer-encoding)$/.test(name)) response.appendHeader(name, value);
      response.writeHead(thrown.status).end(body);
    } catch {
      // Its body failed, or the client has disconnected.
      response.destroy();
    }
  }
}

/** One function for all responses. Node calls it also when it writes the head by itself. */
function writeHeadWithRequestId(this: ResponseWithContext, ...head: [number]): ServerResponse {
  const context = this[contextKey];
  if (context !== undefined && !this.headersSent) this.setHeader("X-Request-Id", context.requestId);
  return ServerResponse.prototype.writeHead.apply(this, head);
}

function lateErrorNote(response: ServerResponse): string | undefined {
  if (response.writableEnded) return "thrown after the response was complete";
  return response.headersSent ? "the response had started; the stream was cut" : undefined;
}
