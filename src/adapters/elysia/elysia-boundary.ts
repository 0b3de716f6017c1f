import { type AnyElysia, type Elysia, ElysiaCustomStatusResponse } from "elysia";
import { requireBoundary } from "../../contract/faults/arguments.ts";
import { type Boundary, isResponse, type RequestContext, serveRequest } from "../../server/adapter.ts";
import { exchangeOf, reportRoutes } from "../shared/index.ts";
import { ElysiaExchange, type HookContext } from "./elysia-exchange.ts";
import { AppRoutes, compareRoutes } from "./routes.ts";
import { ownResponse } from "./translate.ts";

/** Members that the plugin adds to the contexts of handlers and hooks. */
export type BoundaryVariables = {
  /** Context of the request. */
  errata: RequestContext;
};

/** The members that Elysia's types know of an app with the plugin. */
export type BoundaryTypes = {
  /** Members of contexts. */
  decorator: BoundaryVariables;
  /** The plugin stores nothing. */
  store: Record<never, never>;
  /** The plugin derives nothing. */
  derive: Record<never, never>;
  /** The plugin resolves nothing. */
  resolve: Record<never, never>;
};

/** A plugin for `app.use`, which adds `errata`, the context of the request, to the contexts of handlers and hooks. */
export type BoundaryPlugin = (app: AnyElysia) => Elysia<"", BoundaryTypes>;

type Fetch = (request: Request) => Response | Promise<Response>;
type HandleError = (context: HookContext, error: unknown, skipGlobal?: boolean) => Promise<unknown>;

/** The members of Elysia that are used here, some of which its types do not list. */
interface App {
  readonly config: { readonly aot?: boolean };
  readonly event: { readonly error?: readonly { readonly fn: (context: HookContext) => unknown }[] };
  readonly "~adapter": {
    readonly handler: { mapResponse(value: unknown, set: HookContext["set"], request: Request): unknown };
  };
  readonly fetch: Fetch;
  compile(): App;
  onRequest(hook: (context: HookContext) => unknown): unknown;
  onAfterHandle(
    options: { readonly as: "global" },
    hook: (context: HookContext & { readonly responseValue?: unknown; readonly response?: unknown }) => unknown,
  ): unknown;
  decorate(name: string, value: unknown): ReturnType<BoundaryPlugin>;
}

const protectedApps = new WeakSet<object>();

/**
 * Protects an Elysia app with a boundary: request ids, limits, unknown routes, 405 with Allow, OPTIONS, and every error that the
 * app's own `onError` hooks do not respond to. Use it on the outermost app, before everything else.
 *
 * In development, the routes are compared with the contract when the app is first served. On Node, call
 * `handleClientErrors` of errata/node with the server, so that requests which are not HTTP get an error of the contract too.
 *
 * @example
 * ```ts
 * import { Elysia } from "elysia";
 * import { contract } from "errata";
 * import { elysiaBoundary } from "errata/elysia";
 * import { boundary } from "errata/server";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Order not found." } },
 *   operations: { "GET /orders/{orderId}": ["ORDER_NOT_FOUND"] },
 * });
 * const app = new Elysia().use(elysiaBoundary(boundary(shop))).get("/orders/:orderId", () => {
 *   throw shop.error.ORDER_NOT_FOUND();
 * });
 * export const response = await app.handle(new Request("http://localhost/orders/7"));
 * ```
 */
export function elysiaBoundary(boundary: Boundary): BoundaryPlugin {
  requireBoundary("elysiaBoundary", boundary);
  return (elysia) => {
    const app = elysia as unknown as App;
    if (!protectedApps.has(app)) protectApp(elysia, app, boundary);
    protectedApps.add(app);
    return app.decorate("errata", undefined);
  };
}

function protectApp(elysia: AnyElysia, app: App, boundary: Boundary): void {
  // Bun's own router would call handlers without the boundary.
  Object.assign(app.config, { systemRouter: false });
  app.onRequest((context) => {
    exchangeOf(context.request, ElysiaExchange)?.receive(context);
  });
  // Elysia would send the message of an error that a handler returns, and end a stream whose generator fails as if it were complete.
  app.onAfterHandle({ as: "global" }, ({ request, responseValue, response }) => {
    const returned = responseValue ?? response;
    if (returned instanceof Error) throw returned;
    const exchange = exchangeOf(request, ElysiaExchange);
    exchange?.receiveValue(returned);
    return exchange?.watchGenerator(returned);
  });
  handleErrors(app);
  serveAll(elysia, app, boundary);
}

/** Responds to every error that no hook has responded to, in place of Elysia. */
function handleErrors(app: App): void {
  let original = Reflect.get(app, "handleError") as HandleError;
  const handle: HandleError = async (context, error, skipGlobal) => {
    const exchange = exchangeOf(context.request, ElysiaExchange);
    if (exchange === undefined) return original(context, error, skipGlobal);
    exchange.generatorError = undefined;
    try {
      const own = await ownResponse(error);
      if (own !== undefined) return mapResponse(app, context, own);
      // A route has run the hooks already.
      const handled = skipGlobal === true ? undefined : await runHooks(app, context, error);
      if (handled !== undefined) return handled;
      // The value of `status(409, body)`, which can also be thrown.
      const isReturnable = error instanceof ElysiaCustomStatusResponse || isResponse(error);
      return isReturnable ? mapResponse(app, context, error) : exchange.respond(error);
    } catch (thrown) {
      return exchange.respond(thrown);
    }
  };
  Object.defineProperty(app, "handleError", {
    configurable: true,
    get: () => handle,
    // Elysia replaces its own handler when it compiles the app.
    set(replacement: HandleError) {
      original = replacement;
    },
  });
}

async function runHooks(app: App, context: HookContext, error: unknown): Promise<unknown> {
  const code = (error as { readonly code?: unknown } | null | undefined)?.code ?? "UNKNOWN";
  Object.assign(context, { error, code });
  for (const { fn } of app.event.error ?? []) {
    const value = await fn(context);
    if (value !== undefined && value !== null) return mapResponse(app, context, value);
  }
  return undefined;
}

function mapResponse(app: App, { set, request }: HookContext, value: unknown): unknown {
  return app["~adapter"].handler.mapResponse(value, set, request);
}

/** Wraps the boundary around the function that Elysia compiles when the app is first served. */
function serveAll(elysia: AnyElysia, app: App, boundary: Boundary): void {
  const routes = new AppRoutes(elysia);
  const compile = app.compile.bind(app);
  let isServed = false;
  app.compile = () => {
    // The last hook, so that those of the app have set the headers of CORS.
    if (!isServed) app.onRequest(({ request }) => exchangeOf(request, ElysiaExchange)?.rejection?.());
    // Later, because routes can follow in the same module.
    if (!isServed) queueMicrotask(() => reportRoutes(boundary, () => compareRoutes(elysia, boundary)));
    isServed = true;
    compile();
    const { fetch: run } = app;
    const responseClass = responseClassOf(app);
    const fetch: Fetch = (request) =>
      serveRequest(boundary, new ElysiaExchange(boundary, routes, request, run, responseClass));
    Object.defineProperty(app, "fetch", { configurable: true, writable: true, value: fetch });
    return app;
  };
  Object.defineProperty(app, "fetch", { configurable: true, get: () => app.compile().fetch });
}

/** Returns the class of the app's responses. On Node, a Response of Fetch costs more than the rest of an error. */
function responseClassOf(app: App): typeof Response {
  const context = { set: { headers: {} }, request: new Request("http://localhost/") };
  return (mapResponse(app, context, "") as Response).constructor as typeof Response;
}
