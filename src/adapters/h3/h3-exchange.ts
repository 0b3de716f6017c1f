import { type H3Core, H3Event, type H3EventContext, HTTPError } from "h3";
import { requireBoundary, requireMember } from "../../contract/faults/arguments.ts";
import {
  allowedMethods,
  BodyError,
  type Boundary,
  compareOperations,
  type RequestContext,
  type RouteReport,
} from "../../server/adapter.ts";
import { AppExchange, isDecodable } from "../shared/index.ts";

/** Request of srvx, which serves h3 apps. */
export type ServerRequest = Parameters<H3Core["fetch"]>[0];

const standardMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const exchangeKey: unique symbol = Symbol("errata.exchange");
type ContextWithExchange = H3EventContext & { [exchangeKey]?: H3Exchange };

/** A request of an h3 app and its response. */
export class H3Exchange extends AppExchange {
  /** The id of an enclosing boundary. */
  readonly requestId: string | undefined;
  /** Value that a handler has thrown, before h3 wraps it. */
  thrown: { readonly value: unknown } | undefined;
  /** Headers that middlewares have set. */
  prepared: H3Event["res"] | undefined;
  private readonly app: H3Core;
  private readonly eventContext: ContextWithExchange;
  private jsonError: BodyError | undefined;

  constructor(
    boundary: Boundary,
    app: H3Core,
    request: ServerRequest,
    eventContext: H3EventContext,
    run: (request: ServerRequest) => Response | Promise<Response>,
  ) {
    super(boundary, request, run as (request: Request) => Response | Promise<Response>);
    this.requestId = eventContext.errata?.requestId;
    this.app = app;
    this.eventContext = eventContext;
  }

  override start(context: RequestContext): void {
    super.start(context);
    this.eventContext.errata = context;
    this.eventContext[exchangeKey] = this;
  }

  /** Finds the route as h3 will find it. A path that h3 rejects has none. */
  override route(): readonly string[] | undefined {
    const { app } = this;
    const event = new H3Event(this.request as ServerRequest, this.eventContext, app);
    if (!isDecodable(event.url.pathname) && app.config.allowMalformedURL !== true)
      throw this.boundary.raise("malformed_request");
    const found = app["~findRoute"](event);
    return found === undefined ? this.methods(event) : this.setRoute(plainPattern(found.data.route ?? "/"));
  }

  override hasMethod(method: string): boolean {
    return super.hasMethod(method) || this.app["~routes"].some((route) => route.method === method);
  }

  override respond(thrown: unknown): Response {
    if (isInvalidJson(thrown)) this.context.bodyError ??= this.jsonError;
    return super.respond(validationFailure(thrown) ?? thrown);
  }

  /** h3's validator replaces the error with one that does not say what is wrong. */
  protected override async readJson(source: Request): Promise<unknown> {
    try {
      return await super.readJson(source);
    } catch (thrown) {
      if (thrown instanceof BodyError) this.jsonError = thrown;
      throw thrown;
    }
  }

  protected preparedHeaders(): Iterable<readonly [string, string]> {
    const { prepared } = this;
    return prepared === undefined ? [] : [...prepared.headers, ...prepared.errHeaders];
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
  requireMember("compareRoutes: app", app, "~routes", "an H3 app");
  requireBoundary("compareRoutes", boundary);
  const routes = app["~routes"].map(({ method, route = "/" }) => `${method || "ALL"} ${plainPattern(route)}`);
  return compareOperations(boundary, routes);
}

/** Returns a route's pattern without the parts that a contract's path does not have: `/orders/:id(\\d+)` is `/orders/:id`. */
function plainPattern(route: string): string {
  return route.replaceAll(/\*\*:\w+/g, "**").replaceAll(/(:\w+)\([^)]*\)/g, "$1");
}
