import type { H3Core, H3Event } from "h3";
import { requireBoundary, requireMember } from "../../contract/faults/arguments.ts";
import { allowedMethods, type Boundary, compareOperations, type RouteReport } from "../../server/adapter.ts";

const standardMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

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
  requireMember("compareRoutes: app", app, "~routes", "an H3 app");
  requireBoundary("compareRoutes", boundary);
  const routes = app["~routes"].map(({ method, route = "/" }) => `${method || "ALL"} ${plainPattern(route)}`);
  return compareOperations(boundary, routes);
}

/** Returns the pattern of the route that handles an event; undefined if none does. */
export function patternAt(app: H3Core, event: H3Event): string | undefined {
  const found = app["~findRoute"](event);
  return found === undefined ? undefined : plainPattern(found.data.route ?? "/");
}

/** Returns the methods of an event's path, as the Allow header lists them; none if the path is unknown. */
export function methodsAt(app: H3Core, event: H3Event): readonly string[] {
  // Nitro finds routes by itself, and does not list them.
  const registered = new Set([...standardMethods, ...app["~routes"].map(({ method = "" }) => method)]);
  const found = [...registered].filter(
    (method) => app["~findRoute"](withMethod(event, method))?.data.method?.toUpperCase() === method,
  );
  return allowedMethods(found);
}

/** Returns what h3 needs of an event to find the route of another method. */
export function withMethod({ url, context }: H3Event, method: string): H3Event {
  return { req: { method }, url, context } as unknown as H3Event;
}

/** Returns a route's pattern without the parts that a contract's path does not have: `/orders/:id(\\d+)` is `/orders/:id`. */
function plainPattern(route: string): string {
  return route.replaceAll(/\*\*:\w+/g, "**").replaceAll(/(:\w+)\([^)]*\)/g, "$1");
}
