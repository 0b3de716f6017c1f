import type { H3Core } from "h3";
import { type Boundary, compareOperations, type RouteReport } from "../../server/adapter.ts";

/**
 * Compares an app's routes, including those of mounted h3 apps, with the operations of its contract. In development,
 * `h3Boundary` does so when the app is first served, and warns about differences. Call it in a test, after the last route.
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { compareRoutes, h3Boundary } from "errata/h3";
 * import { boundary } from "errata/server";
 * import { H3 } from "h3";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 *   operations: { "POST /orders": ["SOLD_OUT"] },
 * });
 * const shopBoundary = boundary(shop);
 * const app = h3Boundary(new H3(), shopBoundary);
 * app.get("/orders", () => []);
 * compareRoutes(app, shopBoundary);
 * // { routesWithoutOperation: ["GET /orders"], operationsWithoutRoute: ["POST /orders"] }
 * ```
 */
export function compareRoutes(app: H3Core, boundary: Boundary): RouteReport {
  const routes = app["~routes"].map(({ method, route = "/" }) => `${method || "ALL"} ${plainPattern(route)}`);
  return compareOperations(boundary, routes);
}

/** Returns a route's pattern without the parts that a contract's path does not have: `/orders/:id(\\d+)` is `/orders/:id`. */
export function plainPattern(route: string): string {
  return route.replaceAll(/\*\*:\w+/g, "**").replaceAll(/(:\w+)\([^)]*\)/g, "$1");
}
