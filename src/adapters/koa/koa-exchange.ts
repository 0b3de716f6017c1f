import { Readable } from "node:stream";
import type { ReadableStream as WebStream } from "node:stream/web";
import type Koa from "koa";
import { type Boundary, isResponse, type RequestContext, resolveOperation } from "../../server/adapter.ts";
import { exchangeOf, isPreflight, NodeAppExchange } from "../shared/index.ts";
import { hasMethod, type KoaRouter, methodsAt } from "./routes.ts";

/** Runs all middlewares of an app. */
export type RunMiddlewares = (ctx: Koa.Context) => Promise<unknown>;

/** Runs the middlewares and sends their response. */
export type HandleRequest = (ctx: Koa.Context, run: RunMiddlewares) => unknown;

/** Handles the errors of `ctx.onerror`. Koa calls it with null for a response that has ended. */
export function onError(this: Koa.Context, thrown: unknown): void {
  if (thrown !== null && thrown !== undefined) exchangeOf(this, KoaExchange)?.fail(thrown, this.errata);
}

/** A request of a Koa app and its response. */
export class KoaExchange extends NodeAppExchange {
  private readonly ctx: Koa.Context;
  private readonly routers: readonly KoaRouter[] | undefined;
  private readonly handleRequest: HandleRequest;
  private readonly runMiddlewares: RunMiddlewares;

  constructor(
    boundary: Boundary,
    routers: readonly KoaRouter[] | undefined,
    ctx: Koa.Context,
    handleRequest: HandleRequest,
    runMiddlewares: RunMiddlewares,
  ) {
    super(boundary, ctx.req, ctx.res, ctx);
    this.ctx = ctx;
    this.routers = routers;
    this.handleRequest = handleRequest;
    this.runMiddlewares = runMiddlewares;
  }

  /** Without the app's routers, only the contract knows its paths, and routes that it does not have may exist. */
  route(context: RequestContext): readonly string[] | undefined {
    const declared = resolveOperation(this.boundary.routes, context);
    const { method } = this.head;
    if (this.routers === undefined) {
      const isOptions = method === "OPTIONS" && !isPreflight(this.head);
      return isOptions && declared?.length !== 0 ? declared : undefined;
    }
    const methods = methodsAt(this.routers, method, this.ctx.path);
    // An app that koa-mount mounts has routes of its own.
    const isMounted = methods.length === 0 && declared === undefined;
    return method !== "OPTIONS" && (isMounted || methods.includes(method)) ? undefined : methods;
  }

  override hasMethod(method: string): boolean {
    return super.hasMethod(method) || hasMethod(this.routers ?? [], method);
  }

  handle(): unknown {
    return this.handleRequest(this.ctx, (ctx) =>
      this.runMiddlewares(ctx).then(
        () => this.finishMiddlewares(),
        (thrown: unknown) => this.respond(thrown),
      ),
    );
  }

  override reject(context: RequestContext): unknown {
    // Without its routers, nothing keeps the request from a handler.
    if (this.routers === undefined) return this.fail(context.headError, context);
    Object.assign(this.ctx, { routerPath: "\0", newRouterPath: "\0" });
    return super.reject(context);
  }

  override fail(thrown: unknown, context: RequestContext): void {
    const { ctx } = this;
    if (context.failed) return;
    const matched: unknown = ctx._matchedRoute;
    if (typeof matched === "string") context.route ??= matched;
    super.fail(thrown, context);
    // The response is complete, so Koa must not send its own.
    ctx.respond = false;
    emitError(ctx, thrown);
  }

  override respondToUnrouted(): void {
    super.respondToUnrouted();
    this.ctx.respond = false;
  }

  /** `allowedMethods()` of a router has set 405 and its methods. */
  protected routeMethods(): readonly string[] {
    const { path, status, response } = this.ctx;
    const { method } = this.head;
    const listed = status === 405 ? response.get("Allow").split(/,\s*/) : [];
    const declared = this.boundary.routes.match(method, path)?.allow ?? [];
    return [...listed, ...declared, ...methodsAt(this.routers ?? [], method, path)];
  }

  /** Responds to a request for which the middlewares have set nothing. */
  private finishMiddlewares(): void {
    const { ctx, context } = this;
    if (context.failed || ctx.respond === false || this.response.headersSent) return;
    const { body, status } = ctx;
    const isUnset = (body === undefined || body === null) && unhandledStatuses.has(status);
    if (isUnset) this.respondToUnrouted();
    else if (typeof body === "object") this.watchStream(body);
  }

  /** Records an error that interrupts a stream, before Koa pipes it: that would look as if the client had disconnected. */
  private watchStream(body: unknown): void {
    const stream: unknown = isResponse(body) ? body.body : body;
    const readable = stream instanceof ReadableStream ? Readable.fromWeb(stream as WebStream) : stream;
    if (!(readable instanceof Readable)) return;
    readable.once("error", (thrown) => this.fail(thrown, this.context));
    if (readable !== body) this.ctx.body = readable;
  }
}

/** Statuses of a request that no route handles: Koa's default, and those of `allowedMethods()` of a router. */
const unhandledStatuses: ReadonlySet<number> = new Set([404, 405, 501]);

/** Koa's apps log errors by this event. */
function emitError(ctx: Koa.Context, thrown: unknown): void {
  try {
    ctx.app.emit("error", thrown instanceof Error ? thrown : new Error("non-error thrown", { cause: thrown }), ctx);
  } catch {
    // A listener that fails must not break the response.
  }
}
