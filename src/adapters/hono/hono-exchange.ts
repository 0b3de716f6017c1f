import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context, ErrorHandler, Next, NotFoundHandler } from "hono";
import { ApiError } from "../../contract/index.ts";
import {
  allowMethods,
  BodyError,
  type Boundary,
  type ErrorResponse,
  type Exchange,
  FetchHead,
  isFrameworkSignal,
  isResponse,
  isSent,
  keptHeaders,
  lingeringClose,
  markSent,
  NodeHead,
  type RequestContext,
  type RequestHead,
  startResponse,
  watchBody,
  withKeptHeaders,
} from "../../server/adapter.ts";
import { isPreflight, isRefusal, lateErrorNote, limitRequest } from "../shared/index.ts";
import type { AppRoutes } from "./app-routes.ts";
import { exceptionOf, isHandledByApp, parseFault, respondAsApp } from "./foreign-error.ts";
import { runMiddlewares } from "./run-middlewares.ts";

/** A request of a Hono app and its response. Responses are set in `c.res`, because Hono ignores what a middleware returns after `next()`. */
export class HonoExchange implements Exchange<void> {
  readonly head: RequestHead;
  readonly requestId: string | undefined;
  private readonly boundary: Boundary;
  private readonly routes: AppRoutes;
  private readonly c: Context;
  private readonly next: Next;
  private readonly onError: ErrorHandler;
  private prefix = "";

  /** @param onError handler of the app, see `errorHandler` */
  constructor(boundary: Boundary, routes: AppRoutes, c: Context, next: Next, onError: ErrorHandler) {
    this.head = headOf(c);
    // An app that is mounted in another app with a boundary keeps the id of the request.
    this.requestId = contextOf(c)?.requestId;
    this.boundary = boundary;
    this.routes = routes;
    this.c = c;
    this.next = next;
    this.onError = onError;
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
    if (isPreflight(this.head)) return this.respondWithMiddlewares(context);
    this.c.res = allowResponse(methods, context);
  }

  reject(context: RequestContext): void | Promise<void> {
    return this.respondWithMiddlewares(context);
  }

  limitBody(maxBytes: number, context: RequestContext): void {
    const c = this.c;
    c.req.raw = limitRequest(c.req.raw, nodeOf(c).incoming, maxBytes, (error) => {
      context.bodyError = error;
    });
  }

  handle(context: RequestContext): Promise<void> {
    const { method } = this.head;
    if (method !== "GET" && method !== "HEAD") watchBody(this.c.req.raw, context);
    return this.next();
  }

  finish(_result: undefined, context: RequestContext): void | Promise<void> {
    const c = this.c;
    this.leaveMounted(context);
    if (context.failed) return this.finishError(context);
    // An error that Hono passed to the enclosing app, such as one that was thrown while Hono inspected a revoked Proxy.
    if (c.error !== undefined && !isHandledByApp(c)) throw c.error;
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

  /** A middleware can have replaced the response to an error, or the error itself by a success. */
  private finishError(context: RequestContext): void | Promise<void> {
    dropStaleLength(this.c, context);
    if (!isSent(this.c.res)) return this.sendReturned(context);
  }

  /** Adds the request id to a response that the app has returned, and replaces it if the contract does not declare it. */
  private sendReturned(context: RequestContext): void | Promise<void> {
    const c = this.c;
    adoptRequestId(c, context);
    setHeader(c, "X-Request-Id", context.requestId);
    const started = startResponse(this.boundary, context, c.res);
    if (started === c.res) return this.checkReturned(context);
    return Promise.resolve(started).then(
      (response) => {
        discardResponse(c);
        c.res = response;
        return this.checkReturned(context);
      },
      (thrown: unknown) => this.fail(thrown, context),
    );
  }

  private checkReturned(context: RequestContext): void | Promise<void> {
    const { boundary, c } = this;
    if (!(c.res.status >= 400)) return context.failed ? undefined : boundary.succeed(context, c.res.status);
    // The middlewares of an enclosing app can replace its body, see `withoutLength`.
    if (context.request.method !== "HEAD" && c.res.headers.has("content-length")) c.header("Content-Length", undefined);
    return boundary.checkReturned(c.res, context).then((error) => {
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
    return runMiddlewares(c, middlewares, respond, this.onError).then(() => {
      this.leaveMounted(context);
      return context.failed ? this.finishError(context) : this.sendReturned(context);
    });
  }

  /** Restores the context after a mounted app with its own boundary has handled the request. */
  private leaveMounted(context: RequestContext): void {
    const current = contextOf(this.c);
    if (current === undefined || current === context) return;
    context.failed ||= current.failed;
    context.sent ??= current.sent;
    this.c.set("errata", context);
  }
}

/** Stands for a thrown value that is not an Error. */
class ThrownValue extends Error {
  readonly value: unknown;

  constructor(value: unknown) {
    super("A value that is not an Error was thrown.");
    this.value = value;
  }
}

/**
 * Returns a Response that was thrown, which is sent like one that is returned, and throws anything else as an Error, because
 * Hono runs no middleware after other values.
 */
export function settleThrown(c: Context, thrown: unknown): Response {
  // A revoked Proxy, of which nothing can be read, throws here.
  if (thrown instanceof Error) throw thrown;
  if (!isResponse(thrown)) throw new ThrownValue(thrown);
  if (c.finalized) c.res = thrown;
  return thrown;
}

/**
 * Creates the handler of errors that Hono has caught.
 *
 * @param appHandler handler of the app, which responds to errors that neither belong to a contract nor come from the body
 */
export function errorHandler(boundary: Boundary, appHandler?: ErrorHandler): ErrorHandler {
  return (error, c) => {
    const context = contextOf(c);
    const thrown = error instanceof ThrownValue ? error.value : error;
    // Whether the path exists is decided before a guard's refusal, and a preflight carries no credentials.
    if (context !== undefined && isUnhandled(context) && isRefusal(thrown)) return respondToHead(boundary, c, context);
    // Hono calls the app's handler for Errors only.
    const handler = thrown === error ? appHandler : undefined;
    return createResponse(boundary, thrown, c, context ?? boundary.begin(headOf(c)), handler);
  };
}

/** Creates the handler of requests that fall through the app's routes, and of `c.notFound()`. */
export function notFoundHandler(boundary: Boundary, routes: AppRoutes): NotFoundHandler {
  return (c) => {
    const context = contextOf(c) ?? boundary.begin(headOf(c));
    try {
      context.allow = allowMethods(boundary, context.request, routes.otherMethods(c), routes);
      return allowResponse(context.allow, context);
    } catch (thrown) {
      const response = renderResponse(boundary, thrown, c, context);
      // Rendering has finalized `c.res`, so Hono would ignore the returned response.
      c.res = response;
      return response;
    }
  };
}

/** Returns the response to a request that no handler responds to: the error of its head, or the response to a preflight. */
function respondToHead(boundary: Boundary, c: Context, context: RequestContext): Response {
  const { headError, allow = "" } = context;
  if (headError !== undefined) return renderResponse(boundary, headError, c, context);
  return allowResponse(allow, context);
}

function allowResponse(methods: string, { requestId }: RequestContext): Response {
  return new Response(null, { status: 204, headers: { Allow: methods, "X-Request-Id": requestId } });
}

function isUnhandled({ headError, allow }: RequestContext): boolean {
  return headError !== undefined || allow !== undefined;
}

/** Returns the context of a request; undefined before the boundary's middleware has run. */
export function contextOf(c: Context): RequestContext | undefined {
  return c.get("errata") as RequestContext | undefined;
}

/** Returns the head of a request. On Node, reads Node's own request, because the Fetch request would have to be built first. */
function headOf(c: Context): RequestHead {
  const incoming = nodeOf(c).incoming;
  return incoming === undefined ? new FetchHead(c.req.raw) : new NodeHead(incoming);
}

/** Waits only if a body can have caused the error. @throws a signal of the framework, which has to catch it itself */
function createResponse(
  boundary: Boundary,
  thrown: unknown,
  c: Context,
  context: RequestContext,
  appHandler?: ErrorHandler,
): Response | Promise<Response> {
  if (thrown instanceof ApiError) return renderResponse(boundary, thrown, c, context);
  if (isFrameworkSignal(thrown)) throw thrown;
  const exception = exceptionOf(thrown, c);
  if (isResponse(exception)) return exception;
  const respond = (bodyError?: BodyError): Response | Promise<Response> => {
    context.bodyError ??= bodyError;
    if (appHandler === undefined || context.bodyError !== undefined)
      return renderResponse(boundary, exception, c, context);
    return respondAsApp(appHandler, thrown, c, (passedOn) => createResponse(boundary, passedOn, c, context));
  };
  return parseFault(exception, c, context)?.then(respond) ?? respond();
}

function renderResponse(boundary: Boundary, thrown: unknown, c: Context, context: RequestContext): Response {
  const { incoming, outgoing } = nodeOf(c);
  // Node sets `aborted` only for a request whose body was cut off, not for a client that disconnects later.
  const isAborted =
    incoming === undefined
      ? (c.req.raw as Partial<Request>).signal?.aborted === true
      : incoming.aborted || (incoming.errored ?? null) !== null || incoming.socket.destroyed;
  // A client that closes its connection after the whole response has not cancelled the request.
  if (isAborted && outgoing?.writableEnded !== true) {
    context.aborted = true;
    if (incoming?.errored instanceof BodyError) context.bodyError ??= incoming.errored;
  }
  adoptRequestId(c, context);
  const note = sealOutgoing(c);
  return toResponse(boundary.respond(thrown, context, note), c, context);
}

/**
 * Prepares Node's response for an error. A handler can have set headers in it, or written to it.
 *
 * @returns a note if the handler's response has started, so that the error cannot be sent
 */
function sealOutgoing(c: Context): string | undefined {
  const { incoming, outgoing } = nodeOf(c);
  if (incoming === undefined || outgoing === undefined) return undefined;
  if (!outgoing.headersSent) {
    const kept = keptHeaders();
    for (const name of outgoing.getHeaderNames()) if (!kept.test(name)) outgoing.removeHeader(name);
    return undefined;
  }
  if (!outgoing.writableEnded) outgoing.destroy();
  // The server would write the error after the response, and fail.
  Object.assign(outgoing, { writeHead: () => outgoing, write: () => true, end: () => outgoing });
  return lateErrorNote(outgoing);
}

function toResponse(error: ErrorResponse, c: Context, context: RequestContext): Response {
  const incoming = nodeOf(c).incoming;
  const all = incoming === undefined || incoming.complete ? error.headers : lingeringClose(error, incoming);
  const isHead = context.request.method === "HEAD";
  const headers = isHead ? { ...all } : withoutLength(all);
  const { finalized } = c;
  // A middleware that returns `next()` makes Hono set its context as the response.
  const prepared = (c.res as { headers?: Headers }).headers ?? [];
  // Emptied, because Hono would merge the two by copying the whole response, which costs more than rendering it.
  c.res = undefined;
  const created = new Response(error.body, {
    status: error.status,
    // The other headers of a finished response belong to its handler, whose response the error replaces.
    headers: finalized ? withKeptHeaders(error, headers, [], prepared) : withKeptHeaders(error, headers, prepared),
  });
  const response = markSent(created);
  if (isHead) headResponses.add(response);
  return response;
}

/** Error responses to HEAD. Unlike the others they have a Content-Length, because no body follows from which the server could compute it. */
const headResponses = new WeakSet<Response>();

/** Removes the length of an error to HEAD whose response a middleware has replaced. */
function dropStaleLength(c: Context, { request }: RequestContext): void {
  if (request.method === "HEAD" && !headResponses.has(c.res)) c.header("Content-Length", undefined);
}

/** A middleware can replace the body and keep the headers. A wrong length would break the framing of the connection. */
function withoutLength({ "Content-Length": _length, ...headers }: ErrorResponse["headers"]): Record<string, string> {
  return headers;
}

/** Sets a header of the response, also if its headers are immutable, like those of a response from fetch(). */
export function setHeader(c: Context, name: string, value: string): void {
  try {
    c.res.headers.set(name, value);
  } catch {
    const copy = new Response(c.res.body, c.res);
    copy.headers.set(name, value);
    discardResponse(c);
    c.res = copy;
  }
}

/** Uses the id of the app's `requestId()` middleware, if it has one, so that the request has only one id. */
export function adoptRequestId(c: Context, context: RequestContext | undefined): void {
  const id: unknown = c.get("requestId");
  // The app has chosen it, so it can have any form that a header can have.
  if (context && typeof id === "string" && /^[!-~]{1,1024}$/.test(id)) context.requestId = id;
}

/** Discards a response that another replaces. Otherwise Hono would copy its headers, such as Content-Length, to the new one. */
function discardResponse(c: Context): void {
  if (c.finalized) c.res = undefined;
}

/** Returns Node's request and response if `@hono/node-server` serves the app over HTTP/1. */
function nodeOf({ env }: Context): { readonly incoming?: IncomingMessage; readonly outgoing?: ServerResponse } {
  const node = env as ReturnType<typeof nodeOf> | undefined;
  return node?.incoming?.httpVersionMajor === 1 ? node : {};
}
