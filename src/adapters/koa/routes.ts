import { requireBoundary, requireValue } from "../../contract/faults/arguments.ts";
import { allowedMethods, type Boundary, compareOperations, type RouteReport } from "../../server/adapter.ts";

/** The members of @koa/router's Router that are used here. */
export interface KoaRouter {
  /** Routes and middlewares of the router, with those of nested routers. */
  readonly stack: readonly RouterLayer[];
  /** Returns the layers that a path matches. */
  match(path: string, method: string): RouterMatch;
}

/** The layers that a path matches. */
interface RouterMatch {
  /** Layers of any method. */
  readonly path: readonly RouterLayer[];
}

/** A route, or a middleware, which has no methods. */
interface RouterLayer {
  readonly path: string | RegExp;
  readonly methods: readonly string[];
}

/**
 * Compares the routes of routers with the operations of a contract. In development, the boundary does so when the app listens,
 * and warns about differences. Call it in a test, after the last route.
 *
 * @example
 * ```ts
 * import Router from "@koa/router";
 * import { contract } from "errata";
 * import { compareRoutes } from "errata/koa";
 * import { boundary } from "errata/server";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 *   operations: { "POST /orders": ["SOLD_OUT"] },
 * });
 * const router = new Router().get("/orders", () => undefined);
 * compareRoutes([router], boundary(shop));
 * // { routesWithoutOperation: ["GET /orders"], operationsWithoutRoute: ["POST /orders"] }
 * ```
 */
export function compareRoutes(routers: readonly KoaRouter[], boundary: Boundary): RouteReport {
  requireValue("compareRoutes: routers", routers, "list");
  requireBoundary("compareRoutes", boundary);
  const names = routers.flatMap(({ stack }) =>
    stack.flatMap(({ path, methods }) =>
      // A router adds HEAD to GET.
      typeof path === "string"
        ? methods.filter((method) => method !== "HEAD").map((method) => `${method} ${path}`)
        : [],
    ),
  );
  return compareOperations(boundary, names);
}

/** Returns the methods of the routes that a path matches, as the Allow header lists them; none if it is unknown. */
export function methodsAt(routers: readonly KoaRouter[], method: string, path: string): readonly string[] {
  const methods = routers.flatMap((router) => router.match(path, method).path.flatMap((layer) => layer.methods));
  return allowedMethods(methods);
}

/** Returns whether a route of any path has a method. */
export function hasMethod(routers: readonly KoaRouter[], method: string): boolean {
  return routers.some(({ stack }) => stack.some(({ methods }) => methods.includes(method)));
}
