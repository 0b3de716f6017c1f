import type { Context, ErrorHandler, NotFoundHandler } from "hono";
import { ApiError } from "../../contract/index.ts";
import {
  allowMethods,
  BodyError,
  type Boundary,
  type CountedIncoming,
  type ErrorResponse,
  FetchHead,
  isFrameworkSignal,
  isResponse,
  type LingeringIncoming,
  lingeringClose,
  NodeHead,
  type RequestContext,
  type RequestHead,
} from "../../server/adapter.ts";
import { isRefusal } from "../shared/index.ts";
import type { AppRoutes } from "./app-routes.ts";
import { exceptionOf, parseFault } from "./foreign-error.ts";

/** The members that are used of Node's request, which `@hono/node-server` passes to the app. */
interface NodeIncoming extends CountedIncoming, LingeringIncoming {
  readonly httpVersionMajor: number;
  readonly method?: string;
  readonly url?: string;
  readonly aborted?: boolean;
  readonly errored?: unknown;
}

/** The members that are used of Node's response. */
interface NodeOutgoing {
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  getHeaderNames(): string[];
  removeHeader(name: string): void;
  destroy(): unknown;
}

/**
 * Creates the handler of errors that Hono has caught.
 *
 * @param appHandler handler of the app, which responds to errors that neither belong to a contract nor come from the body
 */
export function errorHandler(boundary: Boundary, appHandler?: ErrorHandler): ErrorHandler {
  return (thrown, c) => {
    const context = contextOf(c);
    // Whether the path exists is decided before a guard's refusal, and a preflight carries no credentials.
    if (context !== undefined && isUnhandled(context) && isRefusal(thrown)) return respondToHead(boundary, c, context);
    return createResponse(boundary, thrown, c, context ?? boundary.begin(headOf(c)), appHandler);
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
export function respondToHead(boundary: Boundary, c: Context, context: RequestContext): Response {
  const { headError, allow = "" } = context;
  if (headError !== undefined) return renderResponse(boundary, headError, c, context);
  return allowResponse(allow, context);
}

export function allowResponse(methods: string, { requestId }: RequestContext): Response {
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
export function headOf(c: Context): RequestHead {
  const incoming = incomingOf(c);
  return incoming === undefined ? new FetchHead(c.req.raw) : new NodeHead(incoming);
}

/** Waits only if a body can have caused the error. @throws a signal of the framework, which has to catch it itself */
export function createResponse(
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
    return respondAsApp(boundary, appHandler, thrown as Error, c, context);
  };
  return parseFault(exception, c, context)?.then(respond) ?? respond();
}

/** Contexts of requests whose error the app's own handler has handled. */
export const handledByApp: WeakSet<Context> = new WeakSet();

/** Calls the app's own error handler. What it throws, such as an error that it passes on, reaches the boundary. */
async function respondAsApp(
  boundary: Boundary,
  appHandler: ErrorHandler,
  thrown: Error,
  c: Context,
  context: RequestContext,
): Promise<Response> {
  try {
    const response = await appHandler(thrown, c);
    if (isResponse(response)) handledByApp.add(c);
    return response;
  } catch (passedOn) {
    return await createResponse(boundary, passedOn, c, context);
  }
}

function renderResponse(boundary: Boundary, thrown: unknown, c: Context, context: RequestContext): Response {
  const incoming = incomingOf(c);
  if (incoming === undefined) {
    context.aborted ||= c.req.raw.signal.aborted;
  } else if (isAborted(incoming)) {
    context.aborted = true;
    if (incoming.errored instanceof BodyError) context.bodyError ??= incoming.errored;
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
  const { outgoing } = (c.env ?? {}) as { outgoing?: NodeOutgoing };
  if (incomingOf(c) === undefined || outgoing === undefined) return undefined;
  if (!outgoing.headersSent) {
    for (const name of outgoing.getHeaderNames()) if (replacedHeaders.test(name)) outgoing.removeHeader(name);
    return undefined;
  }
  const { writableEnded } = outgoing;
  if (!writableEnded) outgoing.destroy();
  // The server would write the error after the response, and fail.
  Object.assign(outgoing, { writeHead: () => outgoing, write: () => true, end: () => outgoing });
  return writableEnded ? "thrown after the response was complete" : "the response had started; the stream was cut";
}

export function toResponse(error: ErrorResponse, c: Context, context: RequestContext): Response {
  const incoming = incomingOf(c);
  const isSending = incoming !== undefined && !incoming.complete;
  const headers = isSending ? lingeringClose(error, incoming) : error.headers;
  const isHead = context.request.method === "HEAD";
  const isMasked = error.error.entry.masks.length > 0;
  const response = new Response(error.body, {
    status: error.status,
    headers: withPreparedHeaders(c, isHead ? { ...headers } : withoutLength(headers), isMasked),
  });
  if (isHead) headResponses.add(response);
  return response;
}

/** Error responses to HEAD. Unlike the others they have a Content-Length, because no body follows from which the server could compute it. */
const headResponses = new WeakSet<Response>();

/** Removes the length of an error to HEAD whose response a middleware has replaced. */
export function dropStaleLength(c: Context, { request }: RequestContext): void {
  if (request.method === "HEAD" && !headResponses.has(c.res)) c.header("Content-Length", undefined);
}

/** A middleware can replace the body and keep the headers. A wrong length would break the framing of the connection. */
function withoutLength({
  "Content-Length": _length,
  ...headers
}: Readonly<Record<string, string>>): Record<string, string> {
  return headers;
}

/** Headers of a response that has been replaced, which would be wrong for the error or break its framing. */
const replacedHeaders =
  /^(?:content-.*|transfer-encoding|trailer|connection|keep-alive|upgrade|etag|last-modified|accept-ranges)$/;
const corsHeaders = /^access-control-/;

/**
 * Adds to `headers` those that middlewares have prepared for the response, such as those of CORS. Keeps a plain object, and
 * empties `c.res`: Hono would merge the two by copying the whole response, which costs more than rendering it.
 *
 * @param isMasked whether to add only CORS headers, because a handler's own could reveal the cause
 */
function withPreparedHeaders(c: Context, headers: Record<string, string>, isMasked: boolean): HeadersInit {
  const { finalized } = c;
  // A middleware that returns `next()` makes Hono set its context as the response.
  const prepared = (c.res as { headers?: Headers }).headers ?? [];
  c.res = undefined;
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const cookies: [string, string][] = [];
  for (const [name, value] of prepared) {
    // The other headers of a finished response belong to its handler, whose response the error replaces.
    const isKept = isMasked || finalized ? corsHeaders.test(name) : !replacedHeaders.test(name) && !names.has(name);
    if (!isKept) continue;
    if (name === "set-cookie") cookies.push([name, value]);
    else headers[name] = value;
  }
  return cookies.length === 0 ? headers : [...Object.entries(headers), ...cookies];
}

/** Uses the id of the app's `requestId()` middleware, if it has one, so that the request has only one id. */
export function adoptRequestId(c: Context, context: RequestContext): void {
  const id: unknown = c.get("requestId");
  // The app has chosen it, so it can have any form that a header can have.
  if (typeof id === "string" && /^[!-~]{1,1024}$/.test(id)) context.requestId = id;
}

/** Returns Node's request if `@hono/node-server` serves the app over HTTP/1. */
export function incomingOf(c: Context): NodeIncoming | undefined {
  const incoming = (c.env as { incoming?: NodeIncoming } | undefined)?.incoming;
  return incoming?.httpVersionMajor === 1 ? incoming : undefined;
}

/** Node sets `aborted` only for a request whose body was cut off, not for a client that disconnects later. */
function isAborted({ aborted, errored, socket }: NodeIncoming): boolean {
  return aborted === true || (errored !== null && errored !== undefined) || socket.destroyed === true;
}
