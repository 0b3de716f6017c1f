import type { Context, Env, Hono, MiddlewareHandler } from "hono";
import type { ApiError } from "../../contract/index.ts";
import type { Boundary, RequestContext, RequestFacts } from "../index.ts";
import {
  allowed,
  allowOf,
  BodyError,
  isSendingLong,
  linger,
  parseJsonText,
  requireIdentity,
  targetOf,
} from "../index.ts";
import { capBody } from "./cap-body.ts";
import { fromHttpException } from "./from-http-exception.ts";
import { incomingOf, type NodeIncoming } from "./incoming-of.ts";
import type { Landing, OwnRoutes } from "./own-routes.ts";
import { ownRoutes } from "./own-routes.ts";

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
  const routes = ownRoutes(app, answering);
  app.onError((thrown, c) => respond(boundary, thrown, c));
  app.notFound((c) => miss(boundary, routes, c));
  app.use("*", pathOf<E>(boundary, routes));
  return app;
}

/** The path of one request. Responses are set rather than returned, because Hono drops what a middleware returns too late. */
function pathOf<E extends Env>(boundary: Boundary, routes: OwnRoutes): MiddlewareHandler<E> {
  return async function errata(c, next) {
    const context = begin(boundary, c);
    try {
      boundary.admitHead(context);
      const landing = routes.land(c);
      const answered = landing.route !== undefined;
      if (answered) admit(boundary, context, landing, c);
      if (answered || isPreflight(c)) await next();
      // A preflight that no CORS middleware has taken is an OPTIONS like any other.
      if (!answered && (!c.finalized || c.res.status === 404)) c.res = await miss(boundary, routes, c);
      // An Error that arises while Hono looks at what was thrown (a revoked Proxy) is answered by the root app.
      if (c.error !== undefined && !context.refused) c.res = await respond(boundary, c.error, c);
    } catch (thrown) {
      // Hono hands only Errors to onError; a string or undefined arrives here.
      c.res = await respond(boundary, thrown, c);
    }
    nameResponse(c, context);
  };
}

function begin(boundary: Boundary, c: Context): RequestContext {
  const context = boundary.begin(new RawFacts(c.req.raw));
  c.set("errata", context);
  return context;
}

/** A class, because one is made for every request and its methods are shared. */
class RawFacts implements RequestFacts {
  readonly method: string;
  readonly #raw: Request;

  constructor(raw: Request) {
    this.method = raw.method;
    this.#raw = raw;
  }

  get target(): string {
    return targetOf(this.#raw.url);
  }

  header(name: string): string | null {
    return this.#raw.headers.get(name);
  }
}

function admit(boundary: Boundary, context: RequestContext, { route, local }: Landing, c: Context): void {
  context.route = route;
  const { method } = context.request;
  if (route !== undefined && local !== undefined)
    context.operation = boundary.routes.operation(method, local) ?? boundary.routes.operation(method, route);
  boundary.admitOperation(context);
  capBody(c, boundary, context);
}

/** Answers what no route takes: 404, or 405 and OPTIONS with the methods that the path has. */
async function miss(boundary: Boundary, routes: OwnRoutes, c: Context): Promise<Response> {
  const methods = routes.methods(c);
  if (methods.length === 0) return respond(boundary, boundary.raise("unknown_route"), c);
  try {
    const headers = allowed(boundary, c.req.method, allowOf(methods));
    drop(c);
    return new Response(null, {
      status: 204,
      headers: { ...headers, "X-Request-Id": contextOf(boundary, c).requestId },
    });
  } catch (thrown) {
    return respond(boundary, thrown, c);
  }
}

/** A CORS preflight belongs to the app's own CORS middleware, where it has one. */
function isPreflight(c: Context): boolean {
  return c.req.method === "OPTIONS" && c.req.header("access-control-request-method") !== undefined;
}

function respond(boundary: Boundary, thrown: unknown, c: Context): Response | Promise<Response> {
  const context = contextOf(boundary, c);
  return thrown instanceof SyntaxError
    ? ownOrTheirs(thrown, c).then((error) => respondTo(boundary, error, context, c))
    : respondTo(boundary, fromHttpException(thrown, boundary, context) ?? thrown, context, c);
}

function respondTo(boundary: Boundary, thrown: unknown, context: RequestContext, c: Context): Response {
  const incoming = incomingOf(c);
  if (incoming?.errored instanceof BodyError) context.bodyError ??= incoming.errored;
  context.aborted ||= incoming === undefined ? c.req.raw.signal.aborted : isAborted(incoming);
  const { status, headers, body, error } = boundary.refuse(thrown, context);
  drop(c);
  // Plain headers keep @hono/node-server on its fast path.
  const record: Record<string, string> = {};
  for (const [name, value] of headers) record[name] = value;
  if (incoming !== undefined) closeLate(incoming, record, error);
  return new Response(body, { status, headers: record });
}

/** Lets a client that is still sending receive the answer that closes its connection. */
function closeLate(incoming: NodeIncoming, headers: Record<string, string>, { options }: ApiError): void {
  if (options?.headers?.Connection === undefined) {
    if (!isSendingLong(incoming)) return;
    headers.Connection = "close";
  }
  linger(incoming);
}

/** Drops a response that another replaces: Hono would copy its headers to the new one, Content-Length too. */
function drop(c: Context): void {
  if (c.finalized) c.res = undefined;
}

function contextOf(boundary: Boundary, c: Context): RequestContext {
  return (c.get("errata") as RequestContext | undefined) ?? begin(boundary, c);
}

/** `c.req.json()` throws a bare SyntaxError, as the server's own JSON.parse does; only the body tells whose fault it is. */
async function ownOrTheirs(thrown: SyntaxError, c: Context): Promise<unknown> {
  const { text } = c.req.bodyCache;
  if (text === undefined) return thrown;
  try {
    requireIdentity(c.req.header("content-encoding"));
    parseJsonText(await text);
    return thrown;
  } catch (error) {
    return error;
  }
}

function isAborted({ aborted, errored }: NodeIncoming): boolean {
  return aborted === true || (errored !== null && errored !== undefined);
}

/** Gives a response of the handler its request id. */
function nameResponse(c: Context, { requestId, refused }: RequestContext): void {
  // An answer of the boundary has its id; reading the headers would take it off the fast path.
  if (refused) return;
  try {
    c.res.headers.set("X-Request-Id", requestId);
  } catch {
    // The headers of a response that came from fetch() cannot be changed.
    c.header("X-Request-Id", requestId);
  }
}
