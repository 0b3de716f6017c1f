import type { Context, Env, Hono } from "hono";
import { matchedRoutes } from "hono/route";
import type { RouterRoute } from "hono/types";
import { findTargetHandler, isMiddleware } from "hono/utils/handler";
import type { Operation } from "../../contract/index.ts";
import { allowedMethods, type Boundary } from "../../server/adapter.ts";

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
}

/**
 * Creates the lookup of an app's routes.
 *
 * @param responding patterns of `app.use` and `app.mount` whose handlers respond to requests, such as `/static/*`
 */
export function appRoutes<E extends Env>(app: Hono<E>, boundary: Boundary, responding: readonly string[]): AppRoutes {
  const isHandler = ({ method, path, handler }: RouterRoute, prefix: string): boolean =>
    method !== "ALL" ||
    !path.endsWith("*") ||
    !isMiddleware(findTargetHandler(handler)) ||
    responding.includes(path.slice(prefix.length));
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

  return {
    match(c) {
      const routes = matchedRoutes(c);
      // The first middleware is registered for "*" under the app's base path. A longer pattern starts with the mount's prefix.
      const base = app.routes[0]?.path ?? "/*";
      const mounted = routes[c.req.routeIndex]?.path ?? base;
      const prefix = mounted.slice(0, mounted.length - base.length);
      const route = routes.findLast((candidate) => isHandler(candidate, prefix));
      if (route === undefined) return { prefix, pattern: undefined, operation: undefined };
      return { prefix, pattern: route.path, operation: operationOf(route, prefix, c.req.method) };
    },
    methods(c, prefix) {
      const path = withoutPrefix(c.req.path, prefix);
      const methods = new Set(app.routes.map(({ method }) => method));
      const matching = [...methods].filter(
        (method) => method !== "ALL" && app.router.match(method, path)[0].some(([[, route]]) => isHandler(route, "")),
      );
      return matching.length === 0 ? [] : allowedMethods(matching);
    },
  };
}

/** Counts segments instead of comparing them, because a prefix can contain parameters. */
function withoutPrefix(path: string, prefix: string): string {
  if (prefix === "") return path;
  return `/${path.split("/").slice(prefix.split("/").length).join("/")}`;
}
