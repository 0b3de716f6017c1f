import type { Context, Env, Hono } from "hono";
import { matchedRoutes } from "hono/route";
import type { RouterRoute } from "hono/types";
import type { Operation } from "../../contract/index.ts";
import type { Boundary } from "../../server/adapter.ts";

/** The route that will answer a request, in an app that may be mounted in another. */
export interface Landing {
  /** Pattern of the route with the mount's prefix. */
  readonly route: string;
  readonly operation: Operation | undefined;
}

/** What an app can answer, whether it is served itself or mounted with `root.route(prefix, app)`. */
export interface OwnRoutes {
  /** Tells whether a route of the app itself, with no mount before it, answers requests. */
  answers(route: RouterRoute): boolean;
  /** Finds what a route leads to that answers. @param prefix what the mount puts before its pattern */
  landingOf(route: RouterRoute, prefix: string, method: string): Landing;
  /** Finds the route that answers a request; undefined when none does. @param prefix see `prefixOf` */
  routeOf(c: Context, prefix: string): RouterRoute | undefined;
  /** Gives what mounts have put before the patterns of the app; to be called from its first middleware, before `next()`. */
  prefixOf(c: Context): string;
  /** Lists the methods that the path of a request answers, except HEAD and OPTIONS; empty when it answers none. */
  methods(c: Context, prefix: string): readonly string[];
}

type Handler = RouterRoute["handler"];

/**
 * Reads an app's routes.
 *
 * @param answering patterns of `app.use` or `app.mount` whose handlers answer requests, such as `/static/*`
 */
export function ownRoutes<E extends Env>(app: Hono<E>, boundary: Boundary, answering: readonly string[]): OwnRoutes {
  const { router } = app;
  const isAnswering = ({ method, path, handler }: RouterRoute, prefix: string): boolean =>
    method !== "ALL" || arity(handler) < 2 || !path.endsWith("*") || answering.includes(path.slice(prefix.length));
  const landings = new WeakMap<RouterRoute, Landing & { readonly method: string }>();
  return {
    answers: (route) => isAnswering(route, ""),
    landingOf(route, prefix, method) {
      const known = landings.get(route);
      if (known?.method === method) return known;
      const operation =
        boundary.routes.operation(method, route.path.slice(prefix.length)) ??
        boundary.routes.operation(method, route.path);
      const landing = { route: route.path, operation, method };
      landings.set(route, landing);
      return landing;
    },
    routeOf: (c, prefix) => matchedRoutes(c).findLast((candidate) => isAnswering(candidate, prefix)),
    prefixOf(c) {
      // The first middleware is registered for "*" under the app's base path; what stands before it is the mount.
      const base = app.routes[0]?.path ?? "/*";
      const mounted = matchedRoutes(c)[c.req.routeIndex]?.path ?? base;
      return mounted.slice(0, mounted.length - base.length);
    },
    methods(c, prefix) {
      const path = cutSegments(c.req.path, prefix);
      const all = new Set(app.routes.map(({ method }) => method));
      return [...all].filter(
        (method) => method !== "ALL" && router.match(method, path)[0].some(([[, route]]) => isAnswering(route, "")),
      );
    },
  };
}

/** A handler takes the context, a middleware `next` beside it; `root.route` wraps both and keeps the original. */
function arity(handler: Handler): number {
  let own: Handler & { readonly __COMPOSED_HANDLER?: Handler } = handler;
  while (own.__COMPOSED_HANDLER !== undefined) own = own.__COMPOSED_HANDLER;
  return own.length;
}

/** A prefix can hold parameters, so that segments are counted rather than compared. */
function cutSegments(path: string, prefix: string): string {
  if (prefix === "") return path;
  const cut = prefix.split("/").length;
  return `/${path.split("/").slice(cut).join("/")}`;
}
