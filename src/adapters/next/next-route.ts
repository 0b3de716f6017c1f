import { requireBoundary, requireValue } from "../../contract/faults/arguments.ts";
import {
  allowedMethods,
  type Boundary,
  FetchExchange,
  type RequestContext,
  resolveOperation,
  serveRequest,
} from "../../server/adapter.ts";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
type Method = (typeof methods)[number];

/** A request of a route handler, which guards can add variables to. */
export interface NextCall<Params = unknown> {
  /** Parameters of the path, as Next passes them. */
  readonly params: Promise<Params>;
  /** Context of the request. */
  readonly errata: RequestContext;
  /** Variables that guards have set, such as `caller`. */
  [variable: string]: unknown;
}

/** A route handler behind a boundary. `Incoming` is `NextRequest` or `Request`. */
export type RouteHandler<Incoming extends Request = Request, Params = unknown> = (
  request: Incoming,
  call: NextCall<Params>,
) => Response | Promise<Response>;

/** Handlers of one route, by method. */
export type MethodHandlers<Incoming extends Request, Params> = {
  readonly [M in Method]?: RouteHandler<Incoming, Params>;
};

/** The second argument with which Next calls a route handler. */
export interface NextRouteContext<Params> {
  /** Parameters of the path. */
  readonly params: Promise<Params>;
}

/** The exports of a `route.ts`. */
export type NextRoute<Incoming extends Request, Params> = {
  readonly [M in Method]: (request: Incoming, context: NextRouteContext<Params>) => Promise<Response>;
};

/**
 * Protects the handlers of a `route.ts` with a boundary: request ids, limits, 405 with Allow, OPTIONS, and everything that is
 * thrown. `redirect()`, `notFound()`, `forbidden()` and `unauthorized()` of next/navigation work as without it.
 *
 * Without handlers, every request is an unknown path: `app/api/[...path]/route.ts` with `nextRoute(boundary, {})` responds to
 * the paths below `/api` that have no route.
 *
 * @param guards checks that run before each handler, in order, except OPTIONS
 * @returns a handler for each method, all of which `route.ts` exports
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { nextRoute } from "errata/next";
 * import { boundary } from "errata/server";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Order not found." } },
 *   operations: { "GET /api/orders/{orderId}": ["ORDER_NOT_FOUND"] },
 * });
 *
 * // app/api/orders/[orderId]/route.ts
 * const route = nextRoute(boundary(shop), {
 *   GET() {
 *     throw shop.error.ORDER_NOT_FOUND();
 *   },
 * });
 * export const GET = route.GET;
 * ```
 */
export function nextRoute<Incoming extends Request = Request, Params = Record<string, string | string[] | undefined>>(
  boundary: Boundary,
  handlers: MethodHandlers<Incoming, Params>,
  guards: readonly RouteGuard[] = [],
): NextRoute<Incoming, Params> {
  requireBoundary("nextRoute", boundary);
  requireValue("nextRoute: handlers", handlers, "object");
  requireValue("nextRoute: guards", guards, "list");
  const handle = async (incoming: Incoming, { params }: NextRouteContext<Params>): Promise<Response> => {
    const headers = new Headers();
    const exchange = new RouteExchange(boundary, Object.keys(handlers), incoming, (request, errata) => {
      const call: NextCall<Params> = { params, errata };
      const { method } = request;
      const handler = handlers[method as Method] ?? (method === "HEAD" ? handlers.GET : undefined);
      if (handler === undefined) throw boundary.raise("unknown_route");
      const respond = async (): Promise<Response> => handler(request as Incoming, call);
      const next = (method === "OPTIONS" ? [] : guards).reduceRight<() => Promise<Response>>(
        (inner, guard) => () => guard({ request, call, boundary, headers }, inner),
        respond,
      );
      return next();
    });
    const response = await serveRequest(boundary, exchange);
    for (const [name, value] of headers) response.headers.set(name, value);
    return response;
  };
  return Object.fromEntries(methods.map((method) => [method, handle])) as NextRoute<Incoming, Params>;
}

/** A call and the headers of its response, which guards set. */
export interface GuardedCall {
  /** Request of the route handler. */
  readonly request: Request;
  /** Second argument of the route handler. */
  readonly call: NextCall;
  /** Boundary of the route. */
  readonly boundary: Boundary;
  /** Headers that are added to the response. */
  readonly headers: Headers;
}

/** Rejects a request by throwing, or runs the rest of the handler itself. */
export type RouteGuard = (guarded: GuardedCall, next: () => Promise<Response>) => Promise<Response>;

/** A request of a `route.ts` and its response. */
class RouteExchange extends FetchExchange {
  private readonly methods: readonly string[];

  constructor(
    boundary: Boundary,
    methods: readonly string[],
    request: Request,
    run: (request: Request, errata: RequestContext) => Promise<Response>,
  ) {
    super(boundary, false, request, run);
    this.methods = methods;
  }

  /** Next has found the route; the contract gives its operation. */
  override route(context: RequestContext): readonly string[] | undefined {
    resolveOperation(this.boundary.routes, context);
    const { method } = this.head;
    if (this.methods.includes(method) || (method === "HEAD" && this.methods.includes("GET"))) return undefined;
    return allowedMethods(this.methods);
  }

  /** Keeps the class of the request, such as NextRequest. */
  override limitBody(maxBytes: number, context: RequestContext): void {
    const original = this.request;
    super.limitBody(maxBytes, context);
    if (this.request === original) return;
    const create = original.constructor as new (input: Request, init: RequestInit) => Request;
    this.request = new create(original, { body: this.request.body, duplex: "half" } as RequestInit);
  }
}
