import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import {
  allowedMethods,
  allowMethods,
  BodyError,
  type Boundary,
  type Exchange,
  isResponse,
  limitBody,
  NodeHead,
  type RequestContext,
  type RequestHead,
} from "../../server/adapter.ts";
import { stampResponse, writeError } from "./node-response.ts";
import { bodyFault, recordBody } from "./record-body.ts";
import { errorToSend, setExchange } from "./responder.ts";
import { hasBody, isPreflight } from "./server-request.ts";

/** A request of `node:http` and its response. Subclasses add the routes and the handlers of their framework. */
export abstract class NodeExchange implements Exchange<unknown> {
  readonly head: RequestHead;
  readonly boundary: Boundary;
  protected readonly request: IncomingMessage;
  protected readonly response: ServerResponse;
  /** Whether an error keeps the headers that middlewares have set. */
  protected readonly keepsHeaders: boolean = true;
  /** Context of the request, once the boundary has created it. */
  declare context: RequestContext;

  private hiddenHeaders: IncomingHttpHeaders | undefined;

  constructor(boundary: Boundary, request: IncomingMessage, response: ServerResponse) {
    this.head = new NodeHead(request);
    this.boundary = boundary;
    this.request = request;
    this.response = response;
  }

  /** Returns the id that an enclosing boundary has assigned. */
  get requestId(): string | undefined {
    return undefined;
  }

  abstract route(context: RequestContext): readonly string[] | undefined;
  abstract handle(context: RequestContext): unknown;

  hasMethod(method: string): boolean {
    return this.boundary.routes.hasMethod(method);
  }

  start(context: RequestContext): void {
    this.context = context;
    stampResponse(this.response, this.request, this.boundary, context);
    recordBody(this.request);
  }

  /** Responds at once to a body that cannot be complete: a parser may wait for its end, or not listen yet. */
  protected failWithBody(context: RequestContext): void {
    onBodyFailure(this.request, (error) => this.failByBody(error, context));
  }

  /** A body over the limit only ends if the request's head is rejected, because the app's middlewares run around that error. */
  private failByBody(error: BodyError, context: RequestContext): void {
    const isOverflow = error.condition === "body_too_large";
    if (context.headError === undefined || !isOverflow) this.fail(error, context);
  }

  /** Keeps parsers from a body that the request's head rejects. */
  protected hideBody(): void {
    const { headers } = this.request;
    this.hiddenHeaders = { ...headers };
    for (const name of ["content-length", "content-type", "transfer-encoding"]) delete headers[name];
  }

  allow(methods: string, _context: RequestContext): unknown {
    return this.response.writeHead(204, { Allow: methods }).end();
  }

  limitBody(maxBytes: number, context: RequestContext): void {
    if (!hasBody(this.request)) return;
    limitBody(this.request, maxBytes, (error) => {
      context.bodyError = error;
      this.failByBody(error, context);
    });
  }

  finish(_result: unknown, _context: RequestContext): unknown {
    // The patched writeHead has added the request id.
    return undefined;
  }

  /** Sends at most one response: after the first error, or once a response has started, an error is only recorded. */
  fail(thrown: unknown, context: RequestContext): void {
    if (context.failed) return;
    this.readCause(thrown, context);
    const { request, response } = this;
    Object.assign(request.headers, this.hiddenHeaders);
    if (!response.headersSent && !response.destroyed) {
      if (isResponse(thrown)) {
        this.sendThrown(thrown, context);
        return;
      }
      writeError(this.boundary.respond(thrown, context), request, response, this.keepsHeaders);
      return;
    }
    this.boundary.respond(thrown, context, lateErrorNote(response));
    if (response.writableEnded) return;
    // An ordinary end would make the client believe that the truncated response is complete. One to HEAD has no body.
    if (request.method === "HEAD") response.end();
    else response.destroy();
  }

  /** Returns the body that a reader of the adapter has read, to find out whether it caused a SyntaxError. */
  protected received(): Uint8Array | undefined {
    return undefined;
  }

  /** Stores in the context whether the client has disconnected, and whether its body caused the error. */
  protected readCause(thrown: unknown, context: RequestContext): void {
    const { request, response } = this;
    if (request.errored instanceof BodyError) context.bodyError ??= request.errored;
    // `pipeline` destroys the response with the error of its source.
    const hasDisconnected = response.destroyed && response.errored === null;
    context.aborted ||= !response.writableEnded && (hasDisconnected || (request.destroyed && !request.complete));
    const fault = bodyFault(thrown, request, this.received());
    if (fault !== undefined) context.bodyError = fault;
  }

  /** Sends a thrown Response, or the error that replaces it. */
  private async sendThrown(thrown: Response, context: RequestContext): Promise<void> {
    const { request, response } = this;
    try {
      const error = await this.boundary.checkReturned(thrown, context);
      if (error !== undefined) return writeError(error, request, response, this.keepsHeaders);
      const body = new Uint8Array(await thrown.arrayBuffer());
      if (!this.keepsHeaders) for (const name of response.getHeaderNames()) response.removeHeader(name);
      for (const [name, value] of thrown.headers)
        if (!/^(?:content-length|transfer-encoding)$/.test(name)) response.appendHeader(name, value);
      response.writeHead(thrown.status).end(body);
    } catch {
      // Its body failed, or the client has disconnected.
      response.destroy();
    }
  }
}

/** An object of a framework that belongs to one request. */
interface ContextHolder {
  errata?: RequestContext;
}

/** A request of an app on `node:http` whose middlewares run around every response. Subclasses find its route, as the framework will. */
export abstract class NodeAppExchange extends NodeExchange {
  private readonly holder: ContextHolder;

  /** @param holder object of the framework in which handlers and guards find the context */
  constructor(boundary: Boundary, request: IncomingMessage, response: ServerResponse, holder: ContextHolder) {
    super(boundary, request, response);
    this.holder = holder;
  }

  /** An enclosing app with a boundary has created a context already. */
  override get requestId(): string | undefined {
    return this.holder.errata?.requestId;
  }

  /** Returns the methods of the routes that match the path; none if it is unknown. `ALL` stands for every method. */
  protected abstract routeMethods(): Iterable<string>;

  override start(context: RequestContext): void {
    super.start(context);
    this.holder.errata = context;
    setExchange(this.holder, this);
    this.failWithBody(context);
  }

  /** A CORS preflight goes to the app's middlewares. Any other OPTIONS reaches none. */
  override allow(methods: string, context: RequestContext): unknown {
    if (!isPreflight(this.head)) return super.allow(methods, context);
    context.allow = methods;
    return this.handle(context);
  }

  /** Runs the app's middlewares, such as CORS, around the error. Subclasses keep the request from the routes. */
  reject(context: RequestContext): unknown {
    this.hideBody();
    return this.handle(context);
  }

  /** Responds to an error that no middleware and no error handler of the app has responded to. */
  respond(thrown: unknown): void {
    this.fail(errorToSend(thrown, this.context), this.context);
  }

  /** Responds to a request that no route and no middleware has responded to. */
  respondToUnrouted(): void {
    const { boundary, head, context } = this;
    if (context.failed) return;
    try {
      if (context.headError !== undefined) throw context.headError;
      super.allow(context.allow ?? allowMethods(boundary, head, this.methods(), this), context);
    } catch (thrown) {
      // A router of the app may have set it, also for another status.
      this.response.removeHeader("Allow");
      this.fail(thrown, context);
    }
  }

  /** Returns the methods of the path, as the Allow header lists them; none if its own route has passed the request on. */
  protected methods(): readonly string[] {
    const methods = new Set(this.routeMethods());
    const isPassedOn = methods.has("ALL") || methods.has(this.head.method);
    return isPassedOn ? [] : allowedMethods(methods);
  }
}

/** Calls back when a body is malformed, too large or cut off. */
function onBodyFailure(request: IncomingMessage, callback: (error: BodyError) => void): void {
  const { "content-length": length, "transfer-encoding": coding } = request.headers;
  if (coding === undefined && (length === undefined || length === "0")) return;
  request.once("error", (error) => {
    if (error instanceof BodyError) callback(error);
  });
}

/** Returns the private note of an error that comes too late to be sent; undefined if the response has not started. */
export function lateErrorNote(response: Pick<ServerResponse, "headersSent" | "writableEnded">): string | undefined {
  if (response.writableEnded) return "thrown after the response was complete";
  return response.headersSent ? "the response had started; the stream was cut" : undefined;
}
