import type { AnyElysia } from "elysia";
import { requireBoundary, requireMember } from "../../contract/faults/arguments.ts";
import { allowedMethods, type Boundary, compareOperations, type RouteReport } from "../../server/adapter.ts";

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

/** Router of the library that Elysia uses. */
interface Router {
  add(method: string, path: string, store: string): unknown;
  find(method: string, path: string): { readonly store: string } | null;
}

/** Finds the routes of an app as Elysia will find them. Its own router does not tell their patterns. */
export class AppRoutes {
  private readonly app: AnyElysia;
  private router: Router | undefined;
  private size = 0;

  constructor(app: AnyElysia) {
    this.app = app;
  }

  /** Returns the pattern of the route that handles a request; undefined if none does. */
  find(method: string, path: string): string | undefined {
    const found = this.patternOf(method, path) ?? this.patternOf("ALL", path);
    return found === undefined && method === "HEAD" ? this.patternOf("GET", path) : found;
  }

  /** Returns the methods of a path, as the Allow header lists them; none if it is unknown. */
  methods(path: string): readonly string[] {
    const methods = new Set(this.app.routes.map(({ method }) => method));
    const found = [...methods].filter((method) => {
      const pattern = method === "WS" || method === "ALL" ? undefined : this.patternOf(method, path);
      // The CORS plugin has OPTIONS of every path.
      return pattern !== undefined && !(method === "OPTIONS" && pattern.endsWith("*"));
    });
    return allowedMethods(found);
  }

  /** Returns whether a route of any path has a method. */
  hasMethod(method: string): boolean {
    return this.app.routes.some((route) => route.method === method);
  }

  private patternOf(method: string, path: string): string | undefined {
    const { routes } = this.app;
    if (this.router === undefined || this.size !== routes.length) this.router = routerOf(this.app);
    this.size = routes.length;
    return this.router.find(method, path)?.store;
  }
}

function routerOf({ router, routes, config }: AnyElysia): Router {
  const created = new (router.http.constructor as new () => Router)();
  for (const { method, path } of routes) {
    const paths = config.strictPath === true ? [path] : [path, loosePath(path)];
    for (const each of [...paths, ...paths.map(encodeURI)]) created.add(method, each, plainPath(path));
  }
  return created;
}

function loosePath(path: string): string {
  return path.endsWith("/") ? path.slice(0, -1) : `${path}/`;
}

/** Returns a route's path without the slash that a prefix adds, and without the mark of optional parameters. */
function plainPath(path: string): string {
  const plain = path.replaceAll(/(:\w+)\?/g, "$1");
  return plain.length > 1 ? plain.replace(/\/$/, "") : plain || "/";
}
