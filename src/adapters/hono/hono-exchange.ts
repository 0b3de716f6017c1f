import type { Context, ErrorHandler, Next, NotFoundHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { ApiError } from "../../contract/index.ts";
import {
  allowMethods,
  BodyError,
  type Boundary,
  type CountedIncoming,
  type Exchange,
  FetchHead,
  type LingeringIncoming,
  limitBody,
  limitStream,
  lingeringClose,
  NodeHead,
  parseJsonText,
  type RequestContext,
  type RequestHead,
  requireIdentity,
} from "../../server/adapter.ts";
import type { AppRoutes } from "./app-routes.ts";
import { translateHttpException } from "./http-exception.ts";

/** The members that are used of Node's request, which `@hono/node-server` passes to the app. */
interface NodeIncoming extends CountedIncoming, LingeringIncoming {
  readonly httpVersionMajor: number;
  readonly method?: string;
  readonly url?: string;
  readonly aborted?: boolean;
  readonly errored?: unknown;
}

/** A request of a Hono app and its response. Responses are set in `c.res`, because Hono ignores what a middleware returns after `next()`. */
export class HonoExchange implements Exchange<void> {
  readonly head: RequestHead;
  readonly requestId: string | undefined;
  private readonly boundary: Boundary;
  private readonly routes: AppRoutes;
  private readonly c: Context;
  private readonly next: Next;
  private prefix = "";

  constructor(boundary: Boundary, routes: AppRoutes, c: Context, next: Next) {
    this.head = headOf(c);
    // An app that is mounted in another app with a boundary keeps the id of the request.
    this.requestId = contextOf(c)?.requestId;
    this.boundary = boundary;
    this.routes = routes;
    this.c = c;
    this.next = next;
  }

  start(context: RequestContext): void {
    this.c.set("errata", context);
  }

  route(context: RequestContext): readonly string[] | undefined {
    const c = this.c;
    const { prefix, pattern, operation } = this.routes.match(c);
    this.prefix = prefix;
    context.route = pattern;
    context.operation = operation;
    return pattern !== undefined || isPreflight(c) ? undefined : this.routes.methods(c, prefix);
  }

  allow(methods: string, { requestId }: RequestContext): void {
    discardResponse(this.c);
    this.c.res = new Response(null, { status: 204, headers: { Allow: methods, "X-Request-Id": requestId } });
  }

  limitBody(maxBytes: number, context: RequestContext): void {
    const c = this.c;
    const incoming = incomingOf(c);
    if (incoming !== undefined && incoming.headers["transfer-encoding"] === undefined) return;
    const onOverflow = (error: BodyError): void => {
      context.bodyError = error;
    };
    if (incoming !== undefined) {
      limitBody(incoming, maxBytes, onOverflow);
      return;
    }
    const { raw } = c.req;
    if (raw.method === "GET" || raw.method === "HEAD" || raw.body === null) return;
    const body = limitStream(raw.body, maxBytes, onOverflow);
    // Copied member by member, because the requests of some servers only imitate the class.
    const { method, headers, signal } = raw;
    c.req.raw = new Request(raw.url, { method, headers: [...headers], signal, body, duplex: "half" } as RequestInit);
  }

  handle(): Promise<void> {
    return this.next();
  }

  finish(_result: undefined, context: RequestContext): void {
    const c = this.c;
    const current = contextOf(c);
    if (current !== undefined && current !== context) {
      // A mounted app with its own boundary has handled the request.
      context.failed ||= current.failed;
      c.set("errata", context);
    }
    if (context.route === undefined && lacksResponse(c)) {
      const methods = this.routes.methods(c, this.prefix);
      this.allow(allowMethods(this.boundary, context.request, methods), context);
      return;
    }
    if (context.failed) return;
    // An error that Hono passed to the enclosing app, such as one that was thrown while Hono inspected a revoked Proxy.
    if (c.error !== undefined) throw c.error;
    if (!c.finalized) throw new Error("The handler returned no response.");
    addRequestId(c, context.requestId);
  }

  async fail(thrown: unknown, context: RequestContext): Promise<void> {
    this.c.res = await createResponse(this.boundary, thrown, this.c, context);
  }
}

/** Creates the handler of errors that Hono has caught. */
export function errorHandler(boundary: Boundary): ErrorHandler {
  return (thrown, c) => {
    const context = contextOf(c);
    // In place of a guard that rejects a preflight, `finish` responds: the status tells it that no middleware has.
    if (isUnroutedOptions(context) && thrown instanceof ApiError && thrown.status < 500) return c.body(null, 404);
    return createResponse(boundary, thrown, c, context ?? boundary.begin(headOf(c)));
  };
}

/** Creates the handler of requests that no other handler responds to. It throws `unknown_route`. */
export function notFoundHandler(boundary: Boundary): NotFoundHandler {
  return (c) => {
    if (isUnroutedOptions(contextOf(c))) return c.body(null, 404);
    throw boundary.raise("unknown_route");
  };
}

/** Returns whether a request is a CORS preflight for a path without an OPTIONS route. Any other OPTIONS reaches no middleware. */
function isUnroutedOptions(context: RequestContext | undefined): boolean {
  return context !== undefined && context.route === undefined && context.request.method === "OPTIONS";
}

/** Returns the context of a request; undefined before the boundary's middleware has run. */
function contextOf(c: Context): RequestContext | undefined {
  return c.get("errata") as RequestContext | undefined;
}

/** Returns the head of a request. On Node, reads Node's own request, because the Fetch request would have to be built first. */
function headOf(c: Context): RequestHead {
  const incoming = incomingOf(c);
  return incoming === undefined ? new FetchHead(c.req.raw) : new NodeHead(incoming);
}

/** Waits only for a SyntaxError, to find out whether the body caused it. */
function createResponse(
  boundary: Boundary,
  thrown: unknown,
  c: Context,
  context: RequestContext,
): Response | Promise<Response> {
  if (thrown instanceof SyntaxError)
    return bodyErrorOf(thrown, c).then((error) => renderResponse(boundary, error, c, context));
  const error = thrown instanceof HTTPException ? translateHttpException(thrown, boundary, context) : thrown;
  return renderResponse(boundary, error, c, context);
}

function renderResponse(boundary: Boundary, thrown: unknown, c: Context, context: RequestContext): Response {
  const incoming = incomingOf(c);
  if (incoming === undefined) {
    context.aborted ||= c.req.raw.signal.aborted;
  } else if (isAborted(incoming)) {
    context.aborted = true;
    if (incoming.errored instanceof BodyError) context.bodyError ??= incoming.errored;
  }
  const error = boundary.respond(thrown, context);
  const isSending = incoming !== undefined && !incoming.complete;
  const headers = isSending ? lingeringClose(error, incoming) : error.headers;
  const isMasked = error.error.entry.masks.length > 0;
  return new Response(error.body, { status: error.status, headers: withPreparedHeaders(c, headers, isMasked) });
}

/**
 * Adds the headers that middlewares have prepared for the response, such as those of CORS. Keeps a plain object, and empties
 * `c.res`: Hono would merge the two by copying the whole response, which costs more than rendering it.
 *
 * @param isMasked whether to add only CORS headers, because a handler's own could reveal the cause
 */
function withPreparedHeaders(
  c: Context,
  headers: Readonly<Record<string, string>>,
  isMasked: boolean,
): Record<string, string> {
  const merged = { ...headers };
  if (!c.finalized) {
    const prepared = c.res.headers;
    // A plain object cannot hold several cookies, so Hono merges them.
    if (prepared.has("set-cookie") && !isMasked) return merged;
    const names = new Set(Object.keys(merged).map((name) => name.toLowerCase()));
    const isAllowed = isMasked ? /^access-control-/ : /^(?!content-)/;
    for (const [name, value] of prepared) if (isAllowed.test(name) && !names.has(name)) merged[name] = value;
  }
  c.res = undefined;
  return merged;
}

/** `c.req.json()` throws a bare SyntaxError, like JSON.parse in the handler. Parses the body again to tell them apart. */
async function bodyErrorOf(thrown: SyntaxError, c: Context): Promise<unknown> {
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

function addRequestId(c: Context, requestId: string): void {
  const { res } = c;
  try {
    res.headers.set("X-Request-Id", requestId);
  } catch {
    // The headers of a response from fetch() are immutable.
    const copy = new Response(res.body, res);
    copy.headers.set("X-Request-Id", requestId);
    discardResponse(c);
    c.res = copy;
  }
}

/** Discards a response that another replaces. Otherwise Hono would copy its headers, such as Content-Length, to the new one. */
function discardResponse(c: Context): void {
  if (c.finalized) c.res = undefined;
}

/** A CORS preflight belongs to the app's CORS middleware, if it has one. */
function isPreflight(c: Context): boolean {
  return c.req.method === "OPTIONS" && c.req.header("access-control-request-method") !== undefined;
}

function lacksResponse(c: Context): boolean {
  return !c.finalized || c.res.status === 404;
}

/** Returns Node's request if `@hono/node-server` serves the app over HTTP/1. */
function incomingOf(c: Context): NodeIncoming | undefined {
  const incoming = (c.env as { incoming?: NodeIncoming } | undefined)?.incoming;
  return incoming?.httpVersionMajor === 1 ? incoming : undefined;
}

/** Node sets `aborted` only for a request whose body was cut off, not for a client that disconnects later. */
function isAborted({ aborted, errored, socket }: NodeIncoming): boolean {
  return aborted === true || (errored !== null && errored !== undefined) || socket.destroyed === true;
}
