import type { Env, ErrorHandler, Hono } from "hono";
import { argumentError, requireBoundary, requireMember } from "../../contract/faults/arguments.ts";
import { type OptionTypes, requireOptions } from "../../contract/faults/options.ts";
import { type Boundary, type RequestContext, serveRequest } from "../../server/adapter.ts";
import { reportRoutes, whenServed } from "../shared/index.ts";
import { appRoutes, compareRoutes } from "./app-routes.ts";
import { errorHandler, HonoExchange, notFoundHandler } from "./hono-exchange.ts";
import { wrapHandlers } from "./wrap-handlers.ts";

/** Environment of an app behind a boundary: `c.get("errata")` is the context of the request. */
export interface BoundaryEnv extends Env {
  /** Variables of the context. */
  Variables: {
    /** Context of the request. */
    errata: RequestContext;
  };
}

/** Options of `honoBoundary`. */
export interface HonoBoundaryOptions {
  /** Patterns of `app.use` and `app.mount` whose handlers respond to requests, such as `/static/*`. @default none: only routes respond */
  readonly responding?: readonly string[] | undefined;
}

/**
 * Protects a Hono app with a boundary: request ids, limits, unknown routes, 405 with Allow, OPTIONS, and everything that is
 * thrown. Call it before the first route. The app can be mounted with `root.route(prefix, app)` or
 * `root.mount(prefix, app.fetch)`.
 *
 * The app's middlewares, such as cors(), run around every error. A request that its head rejects (404, 405, 406, 411, 413,
 * 414, 501) runs through them too, and reaches no handler; a middleware that rejects it does not replace that error.
 *
 * `app.onError`, called after this function, sets a handler in front of the boundary: it receives errors that neither belong to
 * a contract nor come from a malformed body, and throws those that it leaves to the boundary.
 *
 * OPTIONS: the boundary responds with 204 and Allow, before any guard runs. A CORS preflight goes to the app's own CORS
 * middleware; without one, it gets the same 204.
 *
 * @returns the app
 * @throws RangeError if the app has routes already, because the boundary would not protect them
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { type BoundaryEnv, honoBoundary } from "errata/hono";
 * import { boundary } from "errata/server";
 * import { Hono } from "hono";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Order not found." } },
 *   operations: { "GET /orders/{orderId}": ["ORDER_NOT_FOUND"] },
 * });
 * const app = honoBoundary(new Hono<BoundaryEnv>(), boundary(shop));
 * app.get("/orders/:orderId", () => {
 *   throw shop.error.ORDER_NOT_FOUND();
 * });
 * ```
 */
export function honoBoundary<E extends Env>(
  app: Hono<E>,
  boundary: Boundary,
  options: HonoBoundaryOptions = {},
): Hono<E> {
  requireBoundary("honoBoundary", boundary);
  requireMember("honoBoundary: app", app, "routes", "a Hono app");
  requireOptions("honoBoundary", options, { responding: "list" } satisfies OptionTypes<HonoBoundaryOptions>);
  const { responding = [] } = options;
  if (app.routes.length > 0)
    throw new RangeError(
      `ERRATA_HONO_LATE: expected an app without routes and middlewares, received one with ${app.routes.length}: ${nameRoutes(app)}. ` +
        "Call honoBoundary before the first `app.get`, `app.use`, `app.mount` or other registration; middlewares that follow it also cover its errors.",
    );
  const invalid = responding.find((pattern) => !/^(\*|\/\S*)$/.test(pattern));
  if (invalid !== undefined)
    throw argumentError("honoBoundary: responding", 'a list of patterns such as "/static/*"', invalid);
  const routes = appRoutes(app, boundary, responding);
  const { onError } = app;
  let onThrown = errorHandler(boundary);
  onError(onThrown);
  app.onError = (handler) => {
    onThrown = errorHandler(boundary, handler as ErrorHandler);
    return onError(onThrown);
  };
  app.notFound(notFoundHandler(boundary, routes));
  let comparedRoutes = 0;
  const compare = (prefix: string): void => {
    if (comparedRoutes === app.routes.length) return;
    comparedRoutes = app.routes.length;
    reportRoutes(boundary, () => compareRoutes(app, boundary, prefix));
  };
  app.use("*", function errata(c, next) {
    // An app that is mounted with `route()` is not served itself, and learns its prefix from the first request.
    if (comparedRoutes !== app.routes.length) compare(routes.match(c).prefix);
    // Hono calls notFound() for a middleware that returns neither a response nor a promise.
    return Promise.resolve(serveRequest(boundary, new HonoExchange(boundary, routes, c, next, onThrown)));
  });
  whenServed(app, () => compare(""));
  wrapHandlers(app);
  // A route without a path uses the last one, which would now be "*" instead of "/".
  app.use("/");
  return app;
}

/** Lists the first routes of an app: `GET /orders, ALL /*`. */
function nameRoutes<E extends Env>({ routes }: Hono<E>): string {
  const names = routes.slice(0, 3).map(({ method, path }) => `${method} ${path}`.slice(0, 80));
  return `${names.join(", ")}${routes.length > names.length ? ", …" : ""}`;
}
