import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import type { FastifyInstance, onRequestHookHandler } from "fastify";
import { requireBoundary, requireMember } from "../../contract/faults/arguments.ts";
import { type Boundary, compareOperations, NodeHead, type RequestContext, serveRequest } from "../../server/adapter.ts";
import { handleClientErrors, isDecodable, reportRoutes, responderOf, writeError } from "../shared/index.ts";
import { setErrorHandlers } from "./error-handlers.ts";
import { exchangeOf, FastifyExchange } from "./fastify-exchange.ts";
import { RouteList } from "./route-list.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Context of the request, set by `fastifyBoundary`. */
    errata: RequestContext;
  }
}

/** Any Fastify app, whatever its server, logger and type provider are: its own type depends on all of them. */
export interface AnyFastifyApp {
  /** Server of the app. */
  readonly server: object;
  /** Adds a hook. */
  addHook(...args: never[]): unknown;
  /** Declares a member of requests. */
  decorateRequest(...args: never[]): unknown;
  /** Sets the error handler. */
  setErrorHandler(...args: never[]): unknown;
}

/**
 * Protects a Fastify app with a boundary: request ids, limits, unknown routes, 405 with Allow, OPTIONS, and every error that
 * reaches the root error handler. Call it on the root instance, before the first route, plugin and hook. The app's own error
 * handlers run first; `reply.send(error)` and what they throw reach the boundary. A response schema does not change its errors.
 *
 * Also applies `handleClientErrors` of errata/node to the app's server, in place of `clientErrorHandler`. In development, the
 * boundary compares the routes with the contract when the app is ready.
 *
 * @returns the app
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { fastifyBoundary } from "errata/fastify";
 * import { boundary } from "errata/server";
 * import { fastify } from "fastify";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Order not found." } },
 *   operations: { "GET /orders/{orderId}": ["ORDER_NOT_FOUND"] },
 * });
 * const app = fastifyBoundary(fastify(), boundary(shop));
 * app.get("/orders/:orderId", async () => {
 *   throw shop.error.ORDER_NOT_FOUND();
 * });
 * ```
 */
export function fastifyBoundary<App extends AnyFastifyApp>(app: App, boundary: Boundary): App {
  requireBoundary("fastifyBoundary", boundary);
  requireMember("fastifyBoundary: app", app, "decorateRequest", "a Fastify app");
  protectApp(app as unknown as FastifyInstance, boundary);
  return app;
}

function protectApp(app: FastifyInstance, boundary: Boundary): void {
  const routes = new RouteList(app);
  app.decorateRequest("errata", null as unknown as RequestContext);
  const serve: onRequestHookHandler = (_request, reply, done) => {
    serveRequest(boundary, new FastifyExchange(boundary, routes, reply, done));
  };
  app.addHook("onRequest", serve);
  // Fastify adds a hook once the plugins before it have loaded.
  app.after(() => runFirst(app, serve));
  // The hooks for CORS and the like have run by now. A request that its head rejects reaches no parser and no handler.
  app.addHook("preParsing", ({ errata: { headError }, is404 }, _reply, _payload, done) => {
    done(is404 ? null : headError);
  });
  app.addHook("onSend", (request, _reply, payload, done) => {
    done(null, exchangeOf(request).checkPayload(payload));
  });
  setErrorHandlers(
    app,
    (thrown, request) => exchangeOf(request).respond(thrown),
    (thrown, request) => exchangeOf(request).respondWithoutHooks(thrown),
  );
  app.addHook("onReady", (done) => {
    reportRoutes(boundary, () => compareOperations(boundary, routes.names()));
    done();
  });
  protectServer(app, boundary);
}

/** Moves a hook before those that a framework on top of Fastify, such as Nest, has added earlier. */
function runFirst(app: FastifyInstance, hook: unknown): void {
  const key = Object.getOwnPropertySymbols(app).find(({ description }) => description === "fastify.hooks");
  const { onRequest } = (key === undefined ? {} : Reflect.get(app, key)) as { readonly onRequest?: unknown[] };
  if (onRequest?.includes(hook)) onRequest.unshift(...onRequest.splice(onRequest.indexOf(hook), 1));
}

/** Replaces the responses that Node and Fastify's router send before the first hook. */
function protectServer({ server, initialConfig }: FastifyInstance, boundary: Boundary): void {
  if (!(server instanceof Server)) return;
  const { maxParamLength = 100 } = initialConfig;
  const listeners = server.listeners("request");
  server.removeAllListeners("request").removeAllListeners("clientError");
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const { url = "/" } = request;
    if (!isDecodable(url)) {
      respond(boundary, "malformed_request", "the path has an invalid escape", request, response);
      return;
    }
    if (url.length > maxParamLength) replaceLongParameter(boundary, request, response);
    for (const listener of listeners) Reflect.apply(listener, server, [request, response]);
  });
  handleClientErrors(server, boundary);
}

/** Replaces the router's response to a parameter that is too long, which newer versions of Fastify 5 send. */
function replaceLongParameter(boundary: Boundary, request: IncomingMessage, response: ServerResponse): void {
  const { writeHead } = response;
  const replacement = (status: number, ...rest: []): ServerResponse => {
    response.writeHead = writeHead;
    if (status !== 414 || responderOf(request) !== undefined) return writeHead.call(response, status, ...rest);
    respond(boundary, "uri_too_long", "a parameter of the path is too long", request, response);
    // The router goes on with its own body.
    response.end = () => response;
    return response;
  };
  response.writeHead = replacement;
}

function respond(
  { raise, respond, begin }: Boundary,
  condition: "malformed_request" | "uri_too_long",
  note: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  writeError(respond(raise(condition, {}, { note }), begin(new NodeHead(request))), request, response, true);
}
