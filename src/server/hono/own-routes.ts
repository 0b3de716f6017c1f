import type { Context, Env, Hono } from "hono";
import { matchedRoutes } from "hono/route";
import type { RouterRoute } from "hono/types";

/** The route that will answer a request, in an app that may be mounted in another. */
export interface Landing {
  /** Pattern of the route with the mount's prefix; undefined when no route will answer. */
  readonly route: string | undefined;
  /** The same without the prefix. */
  readonly local: string | undefined;
}

/** What an app can answer, whether it is served itself or mounted with `root.route(prefix, app)`. */
export interface OwnRoutes {
  /** Finds the route of a request; to be called from the app's own first middleware. */
  land(c: Context): Landing;
  /** Lists the methods that the path of a request answers, except HEAD and OPTIONS; empty when it answers none. */
  methods(c: Context): readonly string[];
}

type Handler = RouterRoute["handler"];

const nowhere: Landing = { route: undefined, local: undefined };

/**
 * Reads an app's routes.
 *
 * @param answering patterns of `app.use` or `app.mount` whose handlers answer requests, such as `/static/*`
 */
export function ownRoutes<E extends Env>(app: Hono<E>, answering: readonly string[]): OwnRoutes {
  const answers = ({ method, path, handler }: RouterRoute, prefix: string): boolean =>
    method !== "ALL" || arity(handler) < 2 || !path.endsWith("*") || answering.includes(path.slice(prefix.length));
  // The first middleware is registered for "*" under the app's base path; what stands before it is the mount.
  const prefixOf = (routes: readonly RouterRoute[], c: Context): string => {
    const base = app.routes[0]?.path ?? "/*";
    const mounted = routes[c.req.routeIndex]?.path ?? base;
    return mounted.slice(0, mounted.length - base.length);
  };
  const landings = new WeakMap<RouterRoute, Landing>();
  return {
    land(c) {
      const routes = matchedRoutes(c);
      const last = routes.at(-1);
      const known = last === undefined ? nowhere : landings.get(last);
      if (known !== undefined) return known;
      const prefix = prefixOf(routes, c);
      const found = routes.findLast((candidate) => answers(candidate, prefix));
      if (found === undefined) return nowhere;
      const landing = { route: found.path, local: found.path.slice(prefix.length) };
      if (found === last) landings.set(last, landing);
      return landing;
    },
    methods(c) {
      const path = cutSegments(c.req.path, prefixOf(matchedRoutes(c), c));
      const all = new Set(app.routes.map(({ method }) => method));
      return [...all].filter(
        (method) => method !== "ALL" && app.router.match(method, path)[0].some(([[, route]]) => answers(route, "")),
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
