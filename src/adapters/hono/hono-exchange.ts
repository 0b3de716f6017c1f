import type { Context, Next } from "hono";
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
  readonly #boundary: Boundary;
  readonly #routes: AppRoutes;
  readonly #c: Context;
  readonly #next: Next;
  #prefix = "";

  constructor(boundary: Boundary, routes: AppRoutes, c: Context, next: Next) {
    this.head = headOf(c);
    // An app that is mounted in another app with a boundary keeps the id of the request.
    this.requestId = contextOf(c)?.requestId;
    this.#boundary = boundary;
    this.#routes = routes;
    this.#c = c;
    this.#next = next;
  }

  start(context: RequestContext): void {
    this.#c.set("errata", context);
  }

  route(context: RequestContext): readonly string[] | undefined {
    const c = this.#c;
    const { prefix, pattern, operation } = this.#routes.match(c);
    this.#prefix = prefix;
    context.route = pattern;
    context.operation = operation;
    return pattern !== undefined || isPreflight(c) ? undefined : this.#routes.methods(c, prefix);
  }

  allow(methods: string, { requestId }: RequestContext): void {
    discardResponse(this.#c);
    this.#c.res = new Response(null, { status: 204, headers: { Allow: methods, "X-Request-Id": requestId } });
  }

  limitBody(maxBytes: number, context: RequestContext): void {
    const c = this.#c;
    const onOverflow = (error: BodyError): void => {
      context.bodyError = error;
    };
    const incoming = incomingOf(c);
    if (incoming !== undefined) {
      if (incoming.headers["transfer-encoding"] !== undefined) limitBody(incoming, maxBytes, onOverflow);
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
    return this.#next();
  }

  finish(_result: undefined, context: RequestContext): void {
    const c = this.#c;
    const current = contextOf(c);
    if (current !== undefined && current !== context) {
      // A mounted app with its own boundary has handled the request.
      context.failed ||= current.failed;
      c.set("errata", context);
    }
    if (context.route === undefined && isUnanswered(c)) {
      const methods = this.#routes.methods(c, this.#prefix);
      this.allow(allowMethods(this.#boundary, context.request, methods), context);
      return;
    }
    if (context.failed) return;
    // An error that Hono passed to the enclosing app, such as one that was thrown while Hono inspected a revoked Proxy.
    if (c.error !== undefined) throw c.error;
    if (!c.finalized) throw new Error("The handler returned no response.");
    addRequestId(c, context.requestId);
  }

  async fail(thrown: unknown, context: RequestContext): Promise<void> {
    const response = await respondToError(this.#boundary, thrown, this.#c, context);
    this.#c.res = response;
  }
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

/** Returns the response to a thrown value. Waits only for a SyntaxError, to find out whether the body caused it. */
export function respondToError(
  boundary: Boundary,
  thrown: unknown,
  c: Context,
  context: RequestContext,
): Response | Promise<Response> {
  if (thrown instanceof SyntaxError)
    return bodyErrorOf(thrown, c).then((error) => createResponse(boundary, error, c, context));
  const error = thrown instanceof HTTPException ? translateHttpException(thrown, boundary, context) : thrown;
  return createResponse(boundary, error, c, context);
}

/** Returns whether the boundary responds to an OPTIONS request in place of a guard that rejected it. */
export function isUnroutedRefusal(thrown: unknown, context: RequestContext): boolean {
  return (
    context.request.method === "OPTIONS" &&
    context.route === undefined &&
    thrown instanceof ApiError &&
    thrown.status < 500
  );
}

function createResponse(boundary: Boundary, thrown: unknown, c: Context, context: RequestContext): Response {
  const incoming = incomingOf(c);
  if (incoming === undefined) {
    context.aborted ||= c.req.raw.signal.aborted;
  } else {
    if (incoming.errored instanceof BodyError) context.bodyError ??= incoming.errored;
    context.aborted ||= isAborted(incoming);
  }
  const error = boundary.respond(thrown, context);
  discardResponse(c);
  // Plain headers keep @hono/node-server on its fast path.
  const headers = incoming === undefined ? error.headers : lingeringClose(error, incoming);
  return new Response(error.body, { status: error.status, headers });
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

function isUnanswered(c: Context): boolean {
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
