import type { Context, Next } from "hono";
import { ApiError } from "../../contract/index.ts";
import {
  type BodyError,
  type Boundary,
  type Exchange,
  isResponse,
  limitBody,
  limitStream,
  type RequestContext,
  type RequestHead,
  watchBody,
  watchResponse,
} from "../../server/adapter.ts";
import type { AppRoutes } from "./app-routes.ts";
import {
  adoptRequestId,
  allowResponse,
  contextOf,
  createResponse,
  dropStaleLength,
  errorHandler,
  handledByApp,
  headOf,
  incomingOf,
  respondToHead,
  toResponse,
} from "./error-handler.ts";
import { runMiddlewares } from "./run-middlewares.ts";

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
    return pattern === undefined ? this.routes.methods(c, prefix) : undefined;
  }

  hasMethod(method: string): boolean {
    return this.routes.hasMethod(method);
  }

  allow(methods: string, context: RequestContext): void | Promise<void> {
    context.allow = methods;
    // A CORS preflight belongs to the app's CORS middleware, if it has one. Any other OPTIONS reaches no middleware.
    if (isPreflight(this.c)) return this.respondWithMiddlewares(context);
    this.c.res = allowResponse(methods, context);
  }

  reject(thrown: unknown, context: RequestContext): void | Promise<void> {
    if (!(thrown instanceof ApiError)) return this.fail(thrown, context);
    context.headError = thrown;
    return this.respondWithMiddlewares(context);
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

  handle(context: RequestContext): Promise<void> {
    const { method } = this.head;
    if (method !== "GET" && method !== "HEAD") watchBody(this.c.req.raw, context);
    return this.next();
  }

  finish(_result: undefined, context: RequestContext): void | Promise<void> {
    const c = this.c;
    this.leaveMounted(context);
    if (context.failed) {
      dropStaleLength(c, context);
      return;
    }
    // An error that Hono passed to the enclosing app, such as one that was thrown while Hono inspected a revoked Proxy.
    if (c.error !== undefined && !handledByApp.has(c)) throw c.error;
    if (!c.finalized) throw new Error("The handler returned no response.");
    return this.sendReturned(context);
  }

  async fail(thrown: unknown, context: RequestContext): Promise<void> {
    if (!isResponse(thrown)) {
      this.c.res = await createResponse(this.boundary, thrown, this.c, context);
      return;
    }
    this.c.res = thrown;
    await this.sendReturned(context);
  }

  /** Adds the request id to a response that the app has returned, and replaces it if the contract does not declare it. */
  private sendReturned(context: RequestContext): void | Promise<void> {
    const c = this.c;
    addRequestId(c, context);
    if (!(c.res.status >= 400)) {
      this.boundary.succeed(context, c.res.status);
      const response = watchResponse(this.boundary, context, c.res);
      if (response === c.res) return;
      discardResponse(c);
      c.res = response;
      return;
    }
    return this.boundary.checkReturned(c.res, context).then((error) => {
      if (error !== undefined) c.res = toResponse(error, c, context);
    });
  }

  /** Runs the app's middlewares around the response to the head, as they run around a handler. */
  private respondWithMiddlewares(context: RequestContext): void | Promise<void> {
    const { boundary, c } = this;
    const middlewares = this.routes.middlewares(c, this.prefix);
    const respond = (): Response => respondToHead(boundary, c, context);
    if (middlewares.length === 0) {
      c.res = respond();
      return;
    }
    return runMiddlewares(c, middlewares, respond, errorHandler(boundary)).then(() => {
      this.leaveMounted(context);
      if (context.failed) return dropStaleLength(c, context);
      // A response that no guard has admitted, such as a file that a middleware serves behind the guard.
      if (!context.unguarded || context.headError === undefined) return this.sendReturned(context);
      c.res = respond();
    });
  }

  /** Restores the context after a mounted app with its own boundary has handled the request. */
  private leaveMounted(context: RequestContext): void {
    const current = contextOf(this.c);
    if (current === undefined || current === context) return;
    context.failed ||= current.failed;
    this.c.set("errata", context);
  }
}

function addRequestId(c: Context, context: RequestContext): void {
  adoptRequestId(c, context);
  const { requestId } = context;
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

function isPreflight(c: Context): boolean {
  return c.req.method === "OPTIONS" && c.req.header("access-control-request-method") !== undefined;
}
