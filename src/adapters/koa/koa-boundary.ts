import type Koa from "koa";
import { requireBoundary, requireMember } from "../../contract/faults/arguments.ts";
import { type OptionTypes, requireOptions } from "../../contract/faults/options.ts";
import { type Boundary, type RequestContext, serveRequest } from "../../server/adapter.ts";
import { protectListen, reportRoutes } from "../shared/index.ts";
import { type HandleRequest, KoaExchange, onError } from "./koa-exchange.ts";
import { compareRoutes, type KoaRouter } from "./routes.ts";

declare module "koa" {
  interface ExtendableContext {
    /** Context of the request, set by `koaBoundary`. */
    errata: RequestContext;
  }
}

/** Options of `koaBoundary`. */
export interface KoaBoundaryOptions {
  /**
   * All routers of the app, of @koa/router. They tell which paths exist before the middlewares run, so that guards leave
   * unknown paths to the boundary, and errors of the request's head have the headers of the middlewares.
   *
   * @default the contract's paths are the only ones that are known to exist
   */
  readonly routers?: readonly KoaRouter[] | undefined;
}

/**
 * Protects a Koa app with a boundary: request ids, limits, unknown routes, 405 with Allow, OPTIONS, and every error that the
 * app's own middlewares do not catch. Takes the place of `ctx.onerror`, so it can be called before or after `app.use`. Errors
 * are emitted as the app's `error` event, as Koa does; without a listener, nothing is printed.
 *
 * `app.listen` also applies `handleClientErrors` of errata/node, and in development compares the routes with the contract. A
 * server that is created in another way needs a call of its own. Call it on the app that listens, not on one that koa-mount
 * mounts.
 *
 * @returns the app
 * @example
 * ```ts
 * import Router from "@koa/router";
 * import { contract } from "errata";
 * import { koaBoundary } from "errata/koa";
 * import { boundary } from "errata/server";
 * import Koa from "koa";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Order not found." } },
 *   operations: { "GET /orders/{orderId}": ["ORDER_NOT_FOUND"] },
 * });
 * const router = new Router();
 * const app = koaBoundary(new Koa(), boundary(shop), { routers: [router] });
 * router.get("/orders/:orderId", () => {
 *   throw shop.error.ORDER_NOT_FOUND();
 * });
 * app.use(router.routes());
 * ```
 */
export function koaBoundary<App extends Koa>(app: App, boundary: Boundary, options: KoaBoundaryOptions = {}): App {
  requireBoundary("koaBoundary", boundary);
  requireMember("koaBoundary: app", app, "handleRequest", "a Koa app");
  requireOptions("koaBoundary", options, { routers: "list" } satisfies OptionTypes<KoaBoundaryOptions>);
  const { routers } = options;
  const patched = app as App & { handleRequest: HandleRequest };
  const handleRequest = patched.handleRequest.bind(app);
  app.context.onerror = onError;
  patched.handleRequest = (ctx, runMiddlewares) =>
    serveRequest(boundary, new KoaExchange(boundary, routers, ctx, handleRequest, runMiddlewares));
  // Koa prints every error unless there is a listener.
  app.on("error", () => undefined);
  protectListen(app, boundary, () => {
    if (routers !== undefined) reportRoutes(boundary, () => compareRoutes(routers, boundary));
  });
  return app;
}
