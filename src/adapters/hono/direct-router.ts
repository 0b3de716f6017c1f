import type { Router } from "hono/router";
import type { RouterRoute } from "hono/types";

type Handler = RouterRoute["handler"];
type Routed = [Handler, RouterRoute];
type Match = ReturnType<Router<Routed>["match"]>;

/**
 * Wraps a router: where nothing but the boundary stands before a route, both become one handler, which Hono calls
 * directly instead of composing a chain for every request.
 *
 * @param direct makes that one handler; undefined where the route does not answer
 */
export function directRouter(
  router: Router<Routed>,
  boundary: Handler,
  direct: (handler: Handler, route: RouterRoute) => Handler | undefined,
): Router<Routed> {
  const known = new WeakMap<RouterRoute, Routed>();
  const routedOf = ([handler, route]: Routed): Routed => {
    const found = known.get(route);
    if (found !== undefined) return found;
    const made: Routed = [direct(handler, route) ?? handler, route];
    known.set(route, made);
    return made;
  };
  return {
    get name() {
      return router.name;
    },
    add: (method, path, handler) => router.add(method, path, handler),
    match(method, path) {
      const match = router.match(method, path);
      const [first, last, ...others] = match[0];
      if (first?.[0][0] !== boundary || last === undefined || others.length > 0) return match;
      const routed = routedOf(last[0]);
      if (routed[0] === last[0][0]) return match;
      const list = [[routed, last[1]]];
      return (match.length === 2 ? [list, match[1]] : [list]) as Match;
    },
  };
}
