import type { AnyElysia } from "elysia";
import { requireBoundary, requireMember } from "../../contract/faults/arguments.ts";
import { allowedMethods, type Boundary, compareOperations, type RouteReport } from "../../server/adapter.ts";

/** The members of Elysia's router that are used here. */
interface Router {
  readonly static: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly http: Finder;
  readonly dynamic: Finder;
  readonly history: readonly { readonly method: string; readonly path: string }[];
}

interface Finder {
  find(method: string, path: string): { readonly store: object } | null;
  readonly history?: readonly (readonly [method: string, path: string, store: object])[];
}

/**
 * Compares an app's routes, including those of its plugins, with the operations of its contract. In development,
 * `elysiaBoundary` does so when the app is first served, and warns about differences. Call it in a test, after the last route.
 *
 * @example
 * ```ts
 * import { Elysia } from "elysia";
 * import { contract } from "errata";
 * import { compareRoutes, elysiaBoundary } from "errata/elysia";
 * import { boundary } from "errata/server";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 *   operations: { "POST /orders": ["SOLD_OUT"] },
 * });
 * const shopBoundary = boundary(shop);
 * const app = new Elysia().use(elysiaBoundary(shopBoundary)).get("/orders", () => []);
 * compareRoutes(app, shopBoundary);
 * // { routesWithoutOperation: ["GET /orders"], operationsWithoutRoute: ["POST /orders"] }
 * ```
 */
export function compareRoutes(app: AnyElysia, boundary: Boundary): RouteReport {
  requireMember("compareRoutes: app", app, "routes", "an Elysia app");
  requireBoundary("compareRoutes", boundary);
  const routes = app.routes.filter(({ method }) => method !== "WS");
  return compareOperations(
    boundary,
    routes.map(({ method, path }) => `${method} ${plainPath(path)}`),
  );
}

/** Returns the pattern of the route that handles a request; undefined if none does. */
export function routeAt(app: AnyElysia, method: string, path: string): string | undefined {
  const found = patternOf(app, method, path) ?? patternOf(app, "ALL", path);
  if (found !== undefined || method !== "HEAD") return found;
  return patternOf(app, "GET", path);
}

/** Returns the methods of a path, as the Allow header lists them; none if it is unknown. */
export function methodsAt(app: AnyElysia, path: string): readonly string[] {
  const methods = new Set(routerOf(app).history.map(({ method }) => method));
  const found = [...methods].filter((method) => {
    const pattern = method === "WS" || method === "ALL" ? undefined : patternOf(app, method, path);
    // The CORS plugin has OPTIONS of every path.
    return pattern !== undefined && !(method === "OPTIONS" && pattern.endsWith("*"));
  });
  return allowedMethods(found);
}

/** Returns whether a route of any path has a method. */
export function hasMethod(app: AnyElysia, method: string): boolean {
  return routerOf(app).history.some((route) => route.method === method);
}

function patternOf(app: AnyElysia, method: string, path: string): string | undefined {
  const router = routerOf(app);
  const isLoose = app.config.strictPath !== true;
  for (const each of isLoose ? [path, loosePath(path)] : [path]) {
    const methods = router.static[each];
    if (methods !== undefined && Object.hasOwn(methods, method)) return each;
  }
  const finder = app.config.aot === false ? router.dynamic : router.http;
  const found = finder.find(method, path);
  return found === null ? undefined : storedPath(finder, found.store);
}

/** Returns the pattern under which a route is stored. */
function storedPath({ history = [] }: Finder, store: object): string {
  return plainPath(history.find(([, , each]) => each === store)?.[1] ?? "*");
}

function loosePath(path: string): string {
  return path.endsWith("/") ? path.slice(0, -1) : `${path}/`;
}

/** Returns a route's path without the slash that a prefix adds, and without the mark of optional parameters. */
function plainPath(path: string): string {
  const plain = path.replaceAll(/(:\w+)\?/g, "$1");
  return plain.length > 1 ? plain.replace(/\/$/, "") : plain || "/";
}

function routerOf(app: AnyElysia): Router {
  return app.router as unknown as Router;
}
