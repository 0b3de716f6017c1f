import type { IncomingMessage, ServerResponse } from "node:http";
import type { Express as ExpressApp } from "express";
import { requireBoundary, requireMember } from "../../contract/faults/arguments.ts";
import { type Boundary, type RequestContext, serveRequest } from "../../server/adapter.ts";
import { protectListen, reportRoutes } from "../shared/index.ts";
import { ExpressExchange } from "./express-exchange.ts";
import { patchLayers } from "./patch-layers.ts";
import { compareRoutes } from "./routes.ts";

declare global {
  namespace Express {
    interface Request {
      /** Context of the request, set by `expressBoundary`. */
      errata: RequestContext;
    }
  }
}

/** The method that Express calls for every request. Its types do not list it. */
type Handle = (request: IncomingMessage, response: ServerResponse, callback?: (error?: unknown) => void) => void;

/**
 * Protects an Express app with a boundary: request ids, limits, unknown routes, 405 with Allow, OPTIONS, and every error that
 * the app's own error handlers do not respond to. Takes the place of Express's final handler, so it can be called before or
 * after the routes.
 *
 * `app.listen` also applies `handleClientErrors` of errata/node, and in development compares the routes with the contract. A
 * server that is created in another way needs a call of its own. In Express 4, rejected promises of handlers reach the
 * boundary too.
 *
 * An app that is mounted in another with `app.use(path, api)` responds to everything below its path.
 *
 * @returns the app
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { expressBoundary } from "errata/express";
 * import { boundary } from "errata/server";
 * import express from "express";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Order not found." } },
 *   operations: { "GET /orders/{orderId}": ["ORDER_NOT_FOUND"] },
 * });
 * const app = expressBoundary(express(), boundary(shop));
 * app.get("/orders/:orderId", () => {
 *   throw shop.error.ORDER_NOT_FOUND();
 * });
 * ```
 */
export function expressBoundary<App extends ExpressApp>(app: App, boundary: Boundary): App {
  requireBoundary("expressBoundary", boundary);
  requireMember("expressBoundary: app", app, "handle", "an Express app");
  const patched = app as App & { handle: Handle };
  const handle = patched.handle.bind(app);
  let isPatched = false;
  patched.handle = (request, response) => {
    if (!isPatched) isPatched = patchLayers(app);
    serveRequest(boundary, new ExpressExchange(boundary, app, handle, request, response));
  };
  protectListen(app, boundary, () => reportRoutes(boundary, () => compareRoutes(app, boundary)));
  return app;
}
