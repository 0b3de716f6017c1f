import { type H3Core, H3Event, type H3EventContext, type HTTPError, toResponse } from "h3";
import { requireBoundary, requireMember } from "../../contract/faults/arguments.ts";
import { type Boundary, isResponse, type RequestContext, serveRequest } from "../../server/adapter.ts";
import { exchangeOf, reportRoutes, whenServed } from "../shared/index.ts";
import { H3Exchange, type ServerRequest } from "./h3-exchange.ts";
import { compareRoutes, withMethod } from "./routes.ts";

declare module "h3" {
  interface H3EventContext {
    /** Context of the request, set by `h3Boundary`. */
    errata: RequestContext;
  }
}

/**
 * Protects an h3 app with a boundary: request ids, limits, unknown routes, 405 with Allow, OPTIONS, and every error that the
 * app's `onError` does not respond to. Can be called before or after the routes, but before `serve` or `toNodeHandler`.
 *
 * In development, the routes are compared with the contract when the app is first served. On Node, call
 * `handleClientErrors` of errata/node with the server, so that requests which are not HTTP get an error of the contract too.
 *
 * The routes of an h3 app that is mounted belong to the outer app, whose boundary protects them.
 *
 * @returns the app
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { h3Boundary } from "errata/h3";
 * import { boundary } from "errata/server";
 * import { H3, serve } from "h3";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Order not found." } },
 *   operations: { "GET /orders/{orderId}": ["ORDER_NOT_FOUND"] },
 * });
 * const app = h3Boundary(new H3(), boundary(shop));
 * app.get("/orders/:orderId", () => {
 *   throw shop.error.ORDER_NOT_FOUND();
 * });
 * export const start = () => serve(app, { port: 3000 });
 * ```
 */
export function h3Boundary<App extends H3Core>(app: App, boundary: Boundary): App {
  requireBoundary("h3Boundary", boundary);
  requireMember("h3Boundary: app", app, "~request", "an H3 app");
  const respond = app["~request"].bind(app);
  const responseClass = responseClassOf(app);
  app["~request"] = (request, eventContext = (request.context ?? {}) as H3EventContext) => {
    const run = (received: Request) => respond(received as ServerRequest, eventContext);
    return serveRequest(boundary, new H3Exchange(boundary, app, request, eventContext, run, responseClass));
  };
  catchErrors(app);
  routeRejected(app);
  whenServed(app, () => {
    // Nitro lists none.
    if (app["~routes"].length > 0) reportRoutes(boundary, () => compareRoutes(app, boundary));
  });
  return app;
}

/**
 * Responds to an error in Nitro, whose own error handler would respond before the boundary. Export it from the last file of
 * Nitro's option `errorHandler`: earlier ones run first, as without a boundary.
 *
 * @returns undefined for a request that no boundary serves
 * @example
 * ```ts
 * import { nitroErrorHandler } from "errata/h3";
 *
 * // server/error.ts, which nitro.config.ts names in `errorHandler`
 * export default nitroErrorHandler;
 * ```
 */
export function nitroErrorHandler(error: unknown, event: Pick<H3Event, "context">): Response | undefined {
  requireMember("nitroErrorHandler: event", event, "context", "an event of h3");
  return exchangeOf(event.context, H3Exchange)?.respondToCaught(error);
}

/** Passes every error that `onError` of the app does not respond to to the exchange. */
function catchErrors(app: H3Core): void {
  const { handler } = app;
  app.handler = async (event) => {
    const exchange = exchangeOf(event.context, H3Exchange);
    if (exchange === undefined) return handler(event);
    exchange.prepared = event.res;
    try {
      const value = await handler(event);
      exchange.receiveValue(value);
      return value;
    } catch (thrown) {
      if (isResponse(thrown)) return thrown;
      // A symbol is h3's own signal.
      if (typeof thrown !== "symbol") exchange.thrown = { value: thrown };
      throw thrown;
    }
  };
  const { onError, silent = true } = app.config;
  const respondToError = async (error: HTTPError, event: H3Event): Promise<unknown> => {
    const exchange = exchangeOf(event.context, H3Exchange);
    try {
      const value: unknown = await onError?.(error, event);
      if (value instanceof Error) throw value;
      return value ?? exchange?.respondToCaught(error);
    } catch (thrown) {
      return exchange?.respond(thrown);
    }
  };
  // `serve` freezes the object, and other apps can share it.
  Object.assign(app, { config: { ...app.config, silent, onError: respondToError } });
}

/**
 * Lets the app's middlewares run around a request that reaches no route. The route of GET also handles HEAD, as it does in h3
 * but not in Nitro.
 */
function routeRejected(app: H3Core): void {
  const findRoute = app["~findRoute"].bind(app);
  app["~findRoute"] = (event) => {
    const reject = exchangeOf(event.context, H3Exchange)?.rejection;
    if (reject !== undefined) return { data: { handler: reject }, params: {} };
    return findRoute(event) ?? (event.req.method === "HEAD" ? findRoute(withMethod(event, "GET")) : undefined);
  };
}

/** Returns the class of the app's responses. On Node, a Response of Fetch costs more than the rest of an error. */
function responseClassOf(app: H3Core): typeof Response {
  const event = new H3Event(new Request("http://localhost/"), {} as H3EventContext, app);
  return (toResponse("", event) as Response).constructor as typeof Response;
}
