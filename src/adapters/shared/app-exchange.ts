import type { ApiError } from "../../contract/index.ts";
import {
  type Boundary,
  type ErrorResponse,
  FetchExchange,
  lingeringClose,
  markSent,
  type RequestContext,
  readJson,
  watchBody,
  withKeptHeaders,
} from "../../server/adapter.ts";
import { errorToSend } from "./responder.ts";
import { incomingOf, isPreflight, limitRequest, type ServerRequest } from "./server-request.ts";

/** A Fetch request of an app whose middlewares run around every response. Subclasses find its route, as the framework will. */
export abstract class AppExchange extends FetchExchange {
  /** Responds in place of a route; undefined if a route handles the request. */
  rejection: (() => Response | Promise<Response>) | undefined;
  /** Error of the contract that has been rendered. */
  sentError: ApiError | undefined;
  declare readonly boundary: Boundary;
  declare protected request: ServerRequest;
  declare protected context: RequestContext;
  /** Whether the handler has returned a value that the framework writes as text or as JSON. */
  private isPlain = false;
  /** Class of the responses that the app's server writes fastest. */
  protected readonly responseClass: typeof Response;

  /** @param run runs the middlewares, and the route or the rejection */
  constructor(
    boundary: Boundary,
    request: ServerRequest,
    run: (request: ServerRequest) => Response | Promise<Response>,
    responseClass: typeof Response = Response,
  ) {
    super(boundary, false, request, run);
    this.responseClass = responseClass;
  }

  /** Returns the headers that middlewares have set. */
  protected abstract preparedHeaders(): Iterable<readonly [string, string]>;

  start(context: RequestContext): void {
    this.context = context;
  }

  /** Stores the route that handles the request. */
  protected setRoute(pattern: string): undefined {
    const { context, boundary } = this;
    const { method, target } = this.head;
    context.operation = boundary.routes.operation(method, pattern) ?? boundary.routes.match(method, target)?.operation;
    context.route = context.operation?.path ?? pattern;
  }

  /** A CORS preflight goes to the app's middlewares. Any other OPTIONS reaches none. */
  override allow(methods: string, context: RequestContext): Response | Promise<Response> {
    if (!isPreflight(this.head)) return super.allow(methods, context);
    context.allow = methods;
    return this.respondInstead(() => super.allow(methods, context), context);
  }

  override limitBody(maxBytes: number, context: RequestContext): void {
    this.request = limitRequest(this.request, incomingOf(this.request), maxBytes, (error) => {
      context.bodyError = error;
    });
  }

  override handle(context: RequestContext): Response | Promise<Response> {
    const { method } = this.head;
    if (method !== "GET" && method !== "HEAD") watchBody(this.request, context, (source) => this.readJson(source));
    return this.handler(this.request, context);
  }

  protected readJson(source: Request): Promise<unknown> {
    return readJson(source, { maxBytes: this.boundary.maxBodyBytes(this.context) });
  }

  reject(context: RequestContext): Response | Promise<Response> {
    return this.respondInstead(() => {
      throw context.headError;
    }, context);
  }

  /** Responds to what the framework has thrown itself. */
  override fail(thrown: unknown, _context: RequestContext): Response | Promise<Response> {
    return this.withoutBody(this.respond(thrown));
  }

  /** Responds to an error that no error handler of the app has responded to. */
  respond(thrown: unknown): Response {
    const { context } = this;
    this.readCause(thrown, context);
    const error = this.boundary.respond(errorToSend(thrown, context), context);
    this.sentError = error.error;
    return this.toResponse(error);
  }

  /** Receives what the handler returns, before the framework creates the response. */
  receiveValue(value: unknown): void {
    const prototype: unknown = typeof value === "object" && value !== null ? Object.getPrototypeOf(value) : undefined;
    const isData = prototype === Object.prototype || prototype === Array.prototype;
    this.isPlain = typeof value === "string" || (isData && typeof (value as { next?: unknown }).next !== "function");
  }

  /** The server's own class does not say what it was created from, and its body is slow to read. */
  protected override isWritten(response: Response): boolean {
    const { responseClass } = this;
    return this.isPlain && responseClass !== Response && response.constructor === responseClass;
  }

  /** Runs the app's middlewares around a response, and no route. */
  private async respondInstead(
    respond: () => Response | Promise<Response>,
    context: RequestContext,
  ): Promise<Response> {
    this.rejection = respond;
    return this.finish(await this.handler(this.request, context), context);
  }

  protected override toResponse(error: ErrorResponse, returned?: Headers): Response {
    const incoming = incomingOf(this.request);
    const headers = incoming === undefined || incoming.complete ? error.headers : lingeringClose(error, incoming);
    const response = new this.responseClass(error.body, {
      status: error.status,
      headers: withKeptHeaders(error, { ...headers }, this.preparedHeaders(), returned),
    });
    return markSent(response);
  }
}
