import { type EventHandler, type H3Core, H3Event, type H3EventContext, HTTPError } from "h3";
import {
  allowedMethods,
  BodyError,
  type Boundary,
  compareOperations,
  type ErrorResponse,
  type Exchange,
  FetchHead,
  findWithin,
  lingeringClose,
  malformedBody,
  type RequestContext,
  type RequestHead,
  type RouteReport,
  readJson,
  watchBody,
  watchResponse,
} from "../../server/adapter.ts";
import { errorToSend, incomingOf, limitRequest, withKeptHeaders, withRequestId } from "../shared/index.ts";

/** Request of srvx, which serves h3 apps. */
export type ServerRequest = Parameters<H3Core["fetch"]>[0];

const standardMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const exchangeKey: unique symbol = Symbol("errata.exchange");
type ContextWithExchange = H3EventContext & { [exchangeKey]?: H3Exchange };

/** A request of an h3 app and its response. */
export class H3Exchange implements Exchange<Response> {
  readonly head: RequestHead;
  /** The id of an enclosing boundary. */
  readonly requestId: string | undefined;
  /** Value that a handler has thrown, before h3 wraps it. */
  thrown: { readonly value: unknown } | undefined;
  /** Headers that middlewares have set. */
  prepared: H3Event["res"] | undefined;
  /** Responds in place of a route; undefined if a route handles the request. */
  rejection: EventHandler | undefined;
  readonly boundary: Boundary;
  private readonly app: H3Core;
  private request: ServerRequest;
  private readonly eventContext: ContextWithExchange;
  private readonly run: (request: ServerRequest) => Response | Promise<Response>;
  private jsonError: BodyError | undefined;

  constructor(
    boundary: Boundary,
    app: H3Core,
    request: ServerRequest,
    eventContext: H3EventContext,
    run: (request: ServerRequest) => Response | Promise<Response>,
  ) {
    this.head = new FetchHead(request);
    this.requestId = eventContext.errata?.requestId;
    this.boundary = boundary;
    this.app = app;
    this.request = request;
    this.eventContext = eventContext;
    this.run = run;
  }

  start(context: RequestContext): void {
    this.eventContext.errata = context;
    this.eventContext[exchangeKey] = this;
  }

  /** Finds the route as h3 will find it. A path that h3 rejects has none. */
  route(context: RequestContext): readonly string[] | undefined {
    const { routes } = this.boundary;
    const event = new H3Event(this.request, this.eventContext, this.app);
    if (!isDecodable(event.url.pathname) && this.app.config.allowMalformedURL !== true)
      throw this.boundary.raise("malformed_request");
    const found = this.app["~findRoute"](event);
    if (found === undefined) return this.methods(event);
    const route = plainPattern(found.data.route ?? "/");
    const { method, target } = this.head;
    context.operation = routes.operation(method, route) ?? routes.match(method, target)?.operation;
    context.route = context.operation?.path ?? route;
    return undefined;
  }

  hasMethod(method: string): boolean {
    return this.boundary.routes.hasMethod(method) || this.app["~routes"].some((route) => route.method === method);
  }

  /** A CORS preflight goes to the app's middlewares. Any other OPTIONS reaches none. */
  allow(methods: string, context: RequestContext): Response | Promise<Response> {
    const response = (): Response => new Response(null, { status: 204, headers: { Allow: methods } });
    if (this.head.header("access-control-request-method") === null) return withRequestId(response(), context.requestId);
    context.allow = methods;
    return this.respondInstead(response, context);
  }

  limitBody(maxBytes: number, context: RequestContext): void {
    const onOverflow = (error: BodyError): void => {
      context.bodyError = error;
    };
    this.request = limitRequest(this.request, maxBytes, onOverflow);
  }

  handle(context: RequestContext): Response | Promise<Response> {
    const { method } = this.head;
    if (method !== "GET" && method !== "HEAD")
      watchBody(this.request, context, async (source) => {
        try {
          return await readJson(source, { maxBytes: this.boundary.maxBodyBytes(context) });
        } catch (thrown) {
          // h3's validator replaces it with an error that does not say what is wrong.
          if (thrown instanceof BodyError) this.jsonError = thrown;
          throw thrown;
        }
      });
    return this.run(this.request);
  }

  finish(response: Response, context: RequestContext): Response | Promise<Response> {
    const { requestId } = context;
    if (context.failed) return response;
    if (!(response.status >= 400)) {
      this.boundary.succeed(context, response.status);
      return withRequestId(watchResponse(this.boundary, context, response), requestId);
    }
    return this.boundary
      .checkReturned(response, context)
      .then((error) =>
        error === undefined ? withRequestId(response, requestId) : this.toResponse(error, response.headers),
      );
  }

  reject(thrown: unknown, context: RequestContext): Response | Promise<Response> {
    context.headError = thrown as NonNullable<RequestContext["headError"]>;
    return this.respondInstead(() => {
      throw thrown;
    }, context);
  }

  /** Responds to what h3 has thrown before it created an event. */
  fail(thrown: unknown): Response {
    return this.respond(thrown);
  }

  /** Responds to an error that no error handler of the app has responded to. */
  respond(thrown: unknown): Response {
    const { boundary, request } = this;
    const { errata: context } = this.eventContext;
    if (request.signal.aborted) context.aborted = true;
    if (this.jsonError !== undefined && isInvalidJson(thrown)) context.bodyError ??= this.jsonError;
    const syntaxError = findWithin(thrown, SyntaxError);
    if (syntaxError !== undefined)
      context.bodyError ??= malformedBody(syntaxError, context.received, this.head.header("content-type"));
    return this.toResponse(boundary.respond(errorToSend(validationFailure(thrown) ?? thrown, context), context));
  }

  /** Runs the app's middlewares around a response, and no route. */
  private async respondInstead(respond: () => Response, context: RequestContext): Promise<Response> {
    this.rejection = respond;
    const response = await this.run(this.request);
    // A response that no guard has admitted, such as a file that a middleware serves behind the guard.
    if (context.unguarded && context.headError !== undefined && !context.failed) return this.respond(context.headError);
    return this.finish(response, context);
  }

  /** Returns the methods of the path, as the Allow header lists them; none if the path is unknown. */
  private methods({ url }: H3Event): readonly string[] {
    // Nitro finds routes by itself, and does not list them.
    const registered = new Set([...standardMethods, ...this.app["~routes"].map(({ method }) => method ?? "")]);
    const found = [...registered].filter((method) => {
      const event = { req: { method }, url, context: {} } as unknown as H3Event;
      return method !== "" && this.app["~findRoute"](event)?.data.method?.toUpperCase() === method;
    });
    return found.length === 0 ? [] : allowedMethods(found);
  }

  /** @param returned headers of the response that the error replaces */
  private toResponse(error: ErrorResponse, returned?: Headers): Response {
    const incoming = incomingOf(this.request);
    const headers = incoming === undefined || incoming.complete ? error.headers : lingeringClose(error, incoming);
    const { prepared } = this;
    const kept = prepared === undefined ? [] : [...prepared.headers, ...prepared.errHeaders];
    return new Response(this.head.method === "HEAD" ? null : error.body, {
      status: error.status,
      headers: withKeptHeaders(error, headers, kept, returned),
    });
  }
}

/** Returns the exchange of an event; undefined for one that the boundary does not serve. */
export function exchangeOf({ context }: Pick<H3Event, "context">): H3Exchange | undefined {
  return (context as ContextWithExchange)[exchangeKey];
}

/** Returns the data of an error that a validator of h3 has thrown, which has the issues. */
function validationFailure(thrown: unknown): unknown {
  const { data } = (HTTPError.isError(thrown) ? thrown : {}) as { readonly data?: { readonly issues?: unknown } };
  return Array.isArray(data?.issues) ? data : undefined;
}

function isInvalidJson(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.message === "Invalid JSON body";
}

function isDecodable(pathname: string): boolean {
  try {
    decodeURI(pathname);
    return true;
  } catch {
    return false;
  }
}

/**
 * Compares an app's routes, including those of mounted h3 apps, with the operations of its contract. In development,
 * `h3Boundary` does so when the app is first served, and warns about differences. Call it in a test, after the last route.
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { compareRoutes, h3Boundary } from "errata/h3";
 * import { boundary } from "errata/server";
 * import { H3 } from "h3";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 *   operations: { "POST /orders": ["SOLD_OUT"] },
 * });
 * const shopBoundary = boundary(shop);
 * const app = h3Boundary(new H3(), shopBoundary);
 * app.get("/orders", () => []);
 * compareRoutes(app, shopBoundary);
 * // { routesWithoutOperation: ["GET /orders"], operationsWithoutRoute: ["POST /orders"] }
 * ```
 */
export function compareRoutes(app: H3Core, boundary: Boundary): RouteReport {
  const routes = app["~routes"].map(({ method, route = "/" }) => `${method || "ALL"} ${plainPattern(route)}`);
  return compareOperations(boundary, routes);
}

/** Returns a route's pattern without the parts that a contract's path does not have: `/orders/:id(\\d+)` is `/orders/:id`. */
function plainPattern(route: string): string {
  return route.replaceAll(/\*\*:\w+/g, "**").replaceAll(/(:\w+)\([^)]*\)/g, "$1");
}
