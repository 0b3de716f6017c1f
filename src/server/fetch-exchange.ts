import {
  FetchHead,
  limitStream,
  malformedBody,
  type RequestContext,
  type RequestHead,
  type RouteTable,
  readJson,
  resolveOperation,
  unreadableForm,
  watchBody,
} from "./request/index.ts";
import type { Exchange, LifecycleBoundary } from "./request-lifecycle.ts";
import { type ErrorResponse, isSent, markSent, startResponse } from "./response/index.ts";
import { findFormError, findWithin, isApiError, isFrameworkSignal, isResponse } from "./translate/index.ts";

/** Handles one request that the boundary has accepted. `request.json()` throws a BodyError if the body is not JSON. */
export type Handler = (request: Request, context: RequestContext) => Response | Promise<Response>;

/** The members of a boundary that serve a Fetch request. */
interface FetchBoundary extends LifecycleBoundary {
  readonly routes: RouteTable;
  respond(thrown: unknown, context: RequestContext, note?: string): ErrorResponse;
  succeed(context: RequestContext, status: number): void;
  checkReturned(response: Response, context: RequestContext): Promise<ErrorResponse | undefined>;
}

/** A Fetch request and its response. */
export class FetchExchange implements Exchange<Response> {
  readonly head: RequestHead;
  protected readonly boundary: FetchBoundary;
  private readonly matchRoutes: boolean;
  protected readonly handler: Handler;
  protected request: Request;

  /** @param matchRoutes whether the contract's paths decide on 404, 405 and OPTIONS */
  constructor(boundary: FetchBoundary, matchRoutes: boolean, request: Request, handler: Handler) {
    this.head = new FetchHead(request);
    this.boundary = boundary;
    this.matchRoutes = matchRoutes;
    this.request = request;
    this.handler = handler;
  }

  route(context: RequestContext): readonly string[] | undefined {
    return this.matchRoutes ? resolveOperation(this.boundary.routes, context) : undefined;
  }

  hasMethod(method: string): boolean {
    return this.boundary.routes.hasMethod(method);
  }

  allow(methods: string, context: RequestContext): Response | Promise<Response> {
    return this.withRequestId(new Response(null, { status: 204, headers: { Allow: methods } }), context);
  }

  limitBody(maxBytes: number, context: RequestContext): void {
    const request = this.request;
    // A locked body belongs to the code that reads it.
    if (request.body === null || request.body.locked || request.bodyUsed) return;
    const body = limitStream(request.body, maxBytes, (error) => {
      context.bodyError = error;
    });
    this.request = new Request(request, { body, duplex: "half" } as RequestInit);
  }

  handle(context: RequestContext): Response | Promise<Response> {
    const request = this.request;
    // Request.json() throws a SyntaxError, which could also come from the server's own code.
    watchBody(request, context, (source) => readJson(source, { maxBytes: this.boundary.maxBodyBytes(context) }));
    return this.handler(request, context);
  }

  finish(response: Response, context: RequestContext): Response | Promise<Response> {
    if (!isResponse(response)) throw new TypeError("The handler returned no Response.");
    // An error that a boundary has sent is checked only if a middleware has replaced the response.
    if (isSent(response)) return this.withRequestId(response, context);
    const started = this.isWritten(response) ? response : startResponse(this.boundary, context, response);
    if (!(started instanceof Promise)) return this.check(started, context);
    return started.then(
      (sent) => this.check(sent, context),
      (thrown: unknown) => this.fail(thrown, context),
    );
  }

  /** Returns whether the body of a response is known to be text or bytes. */
  protected isWritten(_response: Response): boolean {
    return false;
  }

  private check(response: Response, context: RequestContext): Response | Promise<Response> {
    if (response.status < 400) {
      if (!context.failed) this.boundary.succeed(context, response.status);
      return this.withRequestId(response, context);
    }
    return this.boundary
      .checkReturned(response, context)
      .then((error) =>
        error === undefined
          ? this.withRequestId(response, context)
          : this.withoutBody(this.toResponse(error, response.headers)),
      );
  }

  /** @throws a signal of the framework, which has to catch it itself */
  fail(thrown: unknown, context: RequestContext): Response | Promise<Response> {
    if (!isApiError(thrown)) {
      if (isFrameworkSignal(thrown)) throw thrown;
      if (isResponse(thrown)) return this.finish(thrown, context);
    }
    this.readCause(thrown, context);
    const respond = (): Response => this.withoutBody(this.toResponse(this.boundary.respond(thrown, context)));
    const formError = isApiError(thrown) ? undefined : findFormError(thrown);
    const reading = formError && unreadableForm(formError, context.received, this.head.header("content-type"));
    if (reading === undefined) return respond();
    return reading.then((bodyError) => {
      context.bodyError ??= bodyError;
      return respond();
    });
  }

  /** Stores in the context whether the client has disconnected, and whether its body caused the error. */
  protected readCause(thrown: unknown, context: RequestContext): void {
    if (this.request.signal.aborted) context.aborted = true;
    const syntaxError = isApiError(thrown) ? undefined : findWithin(thrown, SyntaxError);
    if (syntaxError !== undefined)
      context.bodyError ??= malformedBody(syntaxError, context.received, this.head.header("content-type"));
  }

  /** @param _returned headers of the response that the error replaces */
  protected toResponse({ status, headers, body }: ErrorResponse, _returned?: Headers): Response {
    return markSent(new Response(body, { status, headers }));
  }

  /** Removes the body of a response to HEAD. */
  protected withoutBody(response: Response): Response {
    if (this.head.method !== "HEAD" || response.body === null) return response;
    const bodiless = new Response(null, response);
    return isSent(response) ? markSent(bodiless) : bodiless;
  }

  private withRequestId(response: Response, { requestId }: RequestContext): Response {
    const finished = this.withoutBody(response);
    try {
      finished.headers.set("X-Request-Id", requestId);
      return finished;
    } catch {
      // The headers of a response from fetch() are immutable.
      const copy = new Response(finished.body, finished);
      copy.headers.set("X-Request-Id", requestId);
      return copy;
    }
  }
}
