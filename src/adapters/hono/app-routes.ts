import type { Context, Env, Handler, Hono } from "hono";
import { TrieRouter } from "hono/router/trie-router";
import type { RouterRoute } from "hono/types";
import { findTargetHandler, isMiddleware } from "hono/utils/handler";
import { requireBoundary, requireMember } from "../../contract/faults/arguments.ts";
import type { AnyContract, Operation } from "../../contract/index.ts";
import { allowedMethods, type Boundary, compareOperations, type RouteReport } from "../../server/adapter.ts";
import type { MatchedMiddleware } from "./run-middlewares.ts";

/** The route that handles a request, in an app that may be mounted in another. */
export interface MatchedRoute {
  /** Prefix that mounts put before the app's own patterns; "" if it is not mounted. */
  readonly prefix: string;
  /** Pattern of the route, including the prefix; undefined if no route handles the request. */
  readonly pattern: string | undefined;
  readonly operation: Operation | undefined;
}

/** The routes of an app, whether it is served directly or mounted with `root.route(prefix, app)`. */
export interface AppRoutes {
  /** Returns the route that handles a request. Call it in the app's first middleware, before `next()`. */
  match(c: Context): MatchedRoute;
  /** Returns the methods of a request's path, as the Allow header lists them; none if no route has the path. */
  methods(c: Context, prefix: string): readonly string[];
  /** Returns whether a route of the app has a method. */
  hasMethod(method: string): boolean;
  /** Returns the methods of the path of a request that falls through its routes; none if one of them is for its method. */
  otherMethods(c: Context): readonly string[];
  /** Returns the app's own middlewares that follow its first one, without those of an enclosing app. Call it like `match`. */
  middlewares(c: Context, prefix: string): readonly MatchedMiddleware[];
}

/** Functions of Hono that registered the routes of an app, as far as it is known. `app.all` registers as `app.use` does. */
const registrars = new WeakMap<RouterRoute, "use" | "mount">();
/** Patterns of the option `responding`, by app. */
const respondingOf = new WeakMap<object, readonly string[]>();

/** Remembers which of the routes that follow `app.use` and `app.mount` register. */
function watchRegistrations<E extends Env>(app: Hono<E>): void {
  for (const name of ["use", "mount"] as const) {
    const register = app[name].bind(app) as (...args: unknown[]) => Hono<E>;
    const watched: typeof register = (...args) => {
      const { length } = app.routes;
      const registered = register(...args);
      for (const route of app.routes.slice(length)) registrars.set(route, name);
      return registered;
    };
    Object.assign(app, { [name]: watched });
  }
}

/**
 * Creates the lookup of an app's routes.
 *
 * @param responding patterns of `app.use` and `app.mount` whose handlers respond to requests, such as `/static/*`
 */
export function appRoutes<E extends Env>(app: Hono<E>, boundary: Boundary, responding: readonly string[]): AppRoutes {
  watchRegistrations(app);
  respondingOf.set(app, responding);
  const isResponding = (path: string, prefix: string): boolean => responding.includes(path.slice(prefix.length));
  const isHandler = (route: RouterRoute, prefix: string): boolean =>
    isOnlyHandler(route) || isResponding(route.path, prefix);
  /** `app.use` and `app.all` register `(c, next) => …` alike. For one path without a wildcard, it can be either. */
  const canHandle = (route: RouterRoute, prefix: string): boolean =>
    isHandler(route, prefix) || !route.path.endsWith("*");
  const operations = new WeakMap<RouterRoute, { readonly method: string; readonly operation: Operation | undefined }>();

  /** A framework looks up the same few routes for every request, so their operations are cached. */
  const operationOf = (route: RouterRoute, prefix: string, method: string): Operation | undefined => {
    const known = operations.get(route);
    if (known?.method === method) return known.operation;
    const operation =
      boundary.routes.operation(method, route.path.slice(prefix.length)) ??
      boundary.routes.operation(method, route.path);
    operations.set(route, { method, operation });
    return operation;
  };

  const methods = (c: Context, prefix: string): readonly string[] => {
    const path = withoutPrefix(c.req.path, prefix);
    const registered = new Set(app.routes.map(({ method }) => method));
    // Hono sends HEAD to the handlers of GET, and never to one that is registered for HEAD.
    const matching = [...registered].filter(
      (method) =>
        method !== "ALL" &&
        method !== "HEAD" &&
        app.router.match(method, path)[0].some(([[, route]]) => route.method === method),
    );
    return allowedMethods(matching);
  };

  let ownHandlers = new Set<unknown>();
  let ownRoutes = 0;
  /** A mount wraps the handlers of an app, so they are compared by what they wrap. */
  const isOwn = ({ handler }: RouterRoute): boolean => {
    if (ownRoutes !== app.routes.length) {
      ownHandlers = new Set(app.routes.map((route) => findTargetHandler(route.handler)));
      ownRoutes = app.routes.length;
    }
    return ownHandlers.has(findTargetHandler(handler));
  };

  return {
    match(c) {
      // Read from the request: `matchedRoutes` of hono/route cannot read that of another copy, such as Hono's CommonJS build.
      const routes = c.req.matchedRoutes;
      // The first middleware is registered for "*" under the app's base path. A longer pattern starts with the mount's prefix.
      const base = app.routes[0]?.path ?? "/*";
      const mounted = routes[c.req.routeIndex]?.path ?? base;
      const prefix = mounted.slice(0, mounted.length - base.length);
      const route = routes.findLast((candidate) => canHandle(candidate, prefix));
      const isUnrouted = route === undefined || (!isHandler(route, prefix) && methods(c, prefix).length > 0);
      if (isUnrouted) return { prefix, pattern: undefined, operation: undefined };
      return { prefix, pattern: route.path, operation: operationOf(route, prefix, c.req.method) };
    },
    methods,
    hasMethod: (method) => app.routes.some((route) => route.method === method),
    otherMethods: (c) => (c.req.matchedRoutes.some(isOnlyHandler) ? [] : methods(c, "")),
    middlewares(c, prefix) {
      return c.req.matchedRoutes.flatMap((route, routeIndex) =>
        routeIndex > c.req.routeIndex && isOwn(route) && !isHandler(route, prefix)
          ? [{ handler: route.handler, routeIndex }]
          : [],
      );
    },
  };
}

/**
 * Compares an app's routes with the operations of its contract. In development, the boundary does so at startup and
 * warns about differences. Call it in a test, after the last route.
 *
 * @param prefix prefix under which the app is mounted, if the contract's paths include it. @default none
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { type BoundaryEnv, compareRoutes, honoBoundary } from "errata/hono";
 * import { boundary } from "errata/server";
 * import { Hono } from "hono";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 *   operations: { "POST /orders": ["SOLD_OUT"] },
 * });
 * const shopBoundary = boundary(shop);
 * const app = honoBoundary(new Hono<BoundaryEnv>(), shopBoundary);
 * app.get("/orders", (c) => c.json([]));
 * compareRoutes(app, shopBoundary);
 * // { routesWithoutOperation: ["GET /orders"], operationsWithoutRoute: ["POST /orders"] }
 * ```
 */
export function compareRoutes<E extends Env>(app: Hono<E>, boundary: Boundary, prefix = ""): RouteReport {
  requireMember("compareRoutes: app", app, "routes", "a Hono app");
  requireBoundary("compareRoutes", boundary);
  const { routes: table } = boundary;
  const handlers = app.routes.filter((route) => route.method !== "ALL" && isOnlyHandler(route));
  const names = handlers.map(({ method, path }) => {
    const full = path === "/" ? prefix : prefix + path;
    const isPrefixed = table.operation(method, path) === undefined && table.operation(method, full) !== undefined;
    // The pattern of a parameter can contain spaces.
    return `${method} ${(isPrefixed ? full : path).replaceAll(/\s/g, "%20")}`;
  });
  // The app's own router accepts no more routes once it has matched one.
  const router = new TrieRouter<RouterRoute>();
  for (const route of app.routes) router.add(route.method, route.path, route);
  return compareOperations(boundary, names, (method, path) => {
    const paths = prefix !== "" && path.startsWith(prefix) ? [path, path.slice(prefix.length) || "/"] : [path];
    const responding = respondingOf.get(app) ?? [];
    const isHandler = ([route]: readonly [RouterRoute, ...unknown[]]): boolean =>
      canRespond(route) || responding.includes(route.path);
    return paths.some((candidate) => router.match(method === "HEAD" ? "GET" : method, candidate)[0].some(isHandler));
  });
}

function canRespond(route: RouterRoute): boolean {
  const registrar = registrars.get(route);
  return isOnlyHandler(route) || registrar === "mount" || (registrar === undefined && !route.path.endsWith("*"));
}

/** Returns whether a route cannot be a middleware, by how it is registered. */
export function isOnlyHandler({ method, handler }: RouterRoute): boolean {
  return method !== "ALL" || !isMiddleware(findTargetHandler(handler));
}

/** Counts segments instead of comparing them, because a prefix can contain parameters. */
function withoutPrefix(path: string, prefix: string): string {
  if (prefix === "") return path;
  return `/${path.split("/").slice(prefix.split("/").length).join("/")}`;
}

/**
 * Creates the handler of `GET /.well-known/errata.json`, which returns the JSON form of a contract. Mount it before the
 * guards, because the contract is public. The JSON is written once, at the first request.
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { type BoundaryEnv, honoBoundary, serveContract } from "errata/hono";
 * import { boundary } from "errata/server";
 * import { Hono } from "hono";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { INTERNAL: { kind: "internal", when: "A bug.", message: "Something went wrong." } },
 * });
 * const app = honoBoundary(new Hono<BoundaryEnv>(), boundary(shop));
 * app.get("/.well-known/errata.json", serveContract(shop));
 * ```
 */
export function serveContract(contract: AnyContract): Handler {
  let json: string | undefined;
  return (c) => {
    json ??= JSON.stringify(contract);
    return c.body(json, 200, { "Content-Type": "application/json" });
  };
}
