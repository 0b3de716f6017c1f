import type { Context, Env, Hono, MiddlewareHandler } from "hono";
import type { RouterRoute } from "hono/types";
import type { Boundary, RequestContext } from "../../server/adapter.ts";
import { allowed, allowOf } from "../../server/adapter.ts";
import { capBody } from "./cap-body.ts";
import { directRouter } from "./direct-router.ts";
import { honoFacts } from "./hono-facts.ts";
import type { OwnRoutes } from "./own-routes.ts";
import { ownRoutes } from "./own-routes.ts";
import { drop, nameResponse, respond } from "./respond.ts";

/** What the boundary adds to Hono's context: `c.get("errata").tenant = partner.id`. */
export interface BoundaryEnv extends Env {
  Variables: { errata: RequestContext };
}

export interface HonoBoundaryOptions {
  /** Patterns of `app.use` or `app.mount` whose handlers answer requests, such as `/static/*`. @default none */
  readonly answering?: readonly string[];
}

/**
 * Puts the boundary around an app, before its first route: request ids, caps, unknown routes, 405 with Allow, OPTIONS
 * and whatever is thrown. Holds too when the app is mounted with `root.route(prefix, app)` or `root.mount(prefix, app.fetch)`.
 *
 * @throws RangeError when the app has routes already, because they would stand outside the boundary
 */
export function honoBoundary<E extends Env>(
  app: Hono<E>,
  boundary: Boundary,
  { answering = [] }: HonoBoundaryOptions = {},
): Hono<E> {
  if (app.routes.length > 0)
    throw new RangeError(
      `ERRATA_HONO_LATE: expected an app without routes, received one with ${app.routes.length}. Call honoBoundary before the first route.`,
    );
  const routes = ownRoutes(app, boundary, answering);
  app.onError((thrown, c) => respond(boundary, thrown, c, contextOf(boundary, c)));
  // Called for the app itself only, so that no mount stands before it.
  app.notFound((c) => miss(boundary, routes.methods(c, ""), c, contextOf(boundary, c)));
  const chained = chain<E>(boundary, routes);
  app.use("*", chained);
  app.router = directRouter(app.router, chained, (handler, route) =>
    routes.answers(route) ? direct(boundary, routes, handler, route) : undefined,
  );
  return app;
}

/** The path of a request where middlewares stand before the route, or where the app is mounted. */
function chain<E extends Env>(boundary: Boundary, routes: OwnRoutes): MiddlewareHandler<E> {
  // Responses are set rather than returned, because Hono drops what a middleware returns too late.
  return async function errata(c: Context, next) {
    const context = begin(boundary, c);
    const prefix = routes.prefixOf(c);
    try {
      boundary.checkRequestHead(context);
      const route = routes.routeOf(c, prefix);
      if (route !== undefined) admit(boundary, routes, context, route, prefix, c);
      if (route !== undefined || isPreflight(c)) await next();
      takeBack(c, context);
      if (route === undefined && isUnanswered(c)) c.res = await miss(boundary, routes.methods(c, prefix), c, context);
      // An Error that arises while Hono looks at what was thrown (a revoked Proxy) is answered by the root app.
      if (c.error !== undefined && !context.refused) c.res = await respond(boundary, c.error, c, context);
    } catch (thrown) {
      // Hono hands only Errors to onError; a string or undefined arrives here.
      c.res = await respond(boundary, thrown, c, context);
    }
    nameOwn(c, context);
  };
}

/** Names the response that is set, unless the boundary has made it: it has its id, and to look at its headers costs time. */
function nameOwn(c: Context, context: RequestContext): void {
  if (context.refused) return;
  const named = nameResponse(c, c.res, context);
  if (named !== c.res) c.res = named;
}

/** Behind this boundary an app with one of its own may have taken the request, and answered what was thrown. */
function takeBack(c: Context, context: RequestContext): void {
  const inner = c.get("errata") as RequestContext;
  if (inner === context) return;
  context.refused ||= inner.refused;
  c.set("errata", context);
}

/** A preflight that no CORS middleware has taken is an OPTIONS like any other. */
function isUnanswered(c: Context): boolean {
  return !c.finalized || c.res.status === 404;
}

/** The path of a request to a route with nothing before it, as one handler. It waits for nothing unless the route does. */
function direct(
  boundary: Boundary,
  routes: OwnRoutes,
  handler: RouterRoute["handler"],
  route: RouterRoute,
): RouterRoute["handler"] {
  return (c, next) => {
    const context = begin(boundary, c);
    try {
      boundary.checkRequestHead(context);
      admit(boundary, routes, context, route, "", c);
      const result: unknown = handler(c, next);
      if (!(result instanceof Promise)) return nameGiven(c, result, context);
      return result.then(
        (response: unknown) => nameGiven(c, response, context),
        (thrown: unknown) => respond(boundary, thrown, c, context),
      );
    } catch (thrown) {
      return respond(boundary, thrown, c, context);
    }
  };
}

/** Names the response that a handler returned, or else has set. */
function nameGiven(c: Context, returned: unknown, context: RequestContext): Response {
  const response = (returned ?? (c.finalized ? c.res : undefined)) as Response | undefined;
  if (response === undefined) throw new Error("The handler gave no response.");
  return nameResponse(c, response, context);
}

/** An app in an app has a boundary in a boundary; the request keeps its one id. */
function begin(boundary: Boundary, c: Context): RequestContext {
  const outer = c.get("errata") as RequestContext | undefined;
  const context = boundary.begin(honoFacts(c), outer?.requestId);
  c.set("errata", context);
  return context;
}

function contextOf(boundary: Boundary, c: Context): RequestContext {
  return (c.get("errata") as RequestContext | undefined) ?? begin(boundary, c);
}

function admit(
  boundary: Boundary,
  routes: OwnRoutes,
  context: RequestContext,
  route: RouterRoute,
  prefix: string,
  c: Context,
): void {
  const landing = routes.landingOf(route, prefix, context.request.method);
  context.route = landing.route;
  context.operation = landing.operation;
  boundary.checkOperation(context);
  capBody(c, boundary, context);
}

/** Answers what no route takes: 404, or 405 and OPTIONS with the methods that the path has. */
function miss(
  boundary: Boundary,
  methods: readonly string[],
  c: Context,
  context: RequestContext,
): Response | Promise<Response> {
  const { method } = c.req;
  // A route that answers the method has looked for something itself, by `c.notFound()`.
  if (methods.length === 0 || methods.includes(method === "HEAD" ? "GET" : method))
    return respond(boundary, boundary.raise("unknown_route"), c, context);
  try {
    const headers = allowed(boundary, method, allowOf(methods));
    drop(c);
    return new Response(null, { status: 204, headers: { ...headers, "X-Request-Id": context.requestId } });
  } catch (thrown) {
    return respond(boundary, thrown, c, context);
  }
}

/** A CORS preflight belongs to the app's own CORS middleware, where it has one. */
function isPreflight(c: Context): boolean {
  return c.req.method === "OPTIONS" && c.req.header("access-control-request-method") !== undefined;
}
