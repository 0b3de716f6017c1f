import {
  FetchHead,
  limitStream,
  malformedBody,
  type RequestContext,
  type RequestHead,
  type RouteTable,
  readJson,
  resolveOperation,
  watchBody,
} from "./request/index.ts";
import type { Exchange, LifecycleBoundary } from "./request-lifecycle.ts";
import { type ErrorResponse, watchResponse } from "./response/index.ts";
import { findWithin, isApiError, isFrameworkSignal, isResponse } from "./translate/index.ts";

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
  private readonly handler: Handler;
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

  allow(methods: string, context: RequestContext): Response {
    return this.withRequestId(new Response(null, { status: 204, headers: { Allow: methods } }), context);
  }

  limitBody(maxBytes: number, context: RequestContext): void {
    const request = this.request;
    if (request.body === null || request.bodyUsed) return;
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
    if (!(response.status >= 400) && !context.failed) this.boundary.succeed(context, response.status);
    if (!(response.status >= 400) || context.failed)
      return this.withRequestId(watchResponse(this.boundary, context, response), context);
    return this.boundary
      .checkReturned(response, context)
      .then((error) => (error === undefined ? this.withRequestId(response, context) : this.toResponse(error, context)));
  }

  /** @throws a signal of the framework, which has to catch it itself */
  fail(thrown: unknown, context: RequestContext): Response | Promise<Response> {
    if (this.request.signal.aborted) context.aborted = true;
    if (isApiError(thrown)) return this.toResponse(this.boundary.respond(thrown, context), context);
    if (isFrameworkSignal(thrown)) throw thrown;
    if (isResponse(thrown)) return this.finish(thrown, context);
    const syntaxError = findWithin(thrown, SyntaxError);
    if (syntaxError !== undefined)
      context.bodyError ??= malformedBody(syntaxError, context.received, this.head.header("content-type"));
    return this.toResponse(this.boundary.respond(thrown, context), context);
  }

  private toResponse({ status, headers, body }: ErrorResponse, { request }: RequestContext): Response {
    return new Response(request.method === "HEAD" ? null : body, { status, headers });
  }

  private withRequestId(response: Response, { requestId, request }: RequestContext): Response {
    const isHead = request.method === "HEAD" && response.body !== null;
    const finished = isHead ? new Response(null, response) : response;
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
