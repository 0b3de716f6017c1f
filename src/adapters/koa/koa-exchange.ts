import { Readable } from "node:stream";
import type { ReadableStream as WebStream } from "node:stream/web";
import type Koa from "koa";
import {
  allowMethods,
  type Boundary,
  isResponse,
  type RequestContext,
  resolveOperation,
} from "../../server/adapter.ts";
import { errorToSend, isPreflight, NodeExchange, writeError } from "../shared/index.ts";
import { hasMethod, type KoaRouter, methodsAt } from "./routes.ts";

/** Runs all middlewares of an app. */
export type RunMiddlewares = (ctx: Koa.Context) => Promise<unknown>;

/** Runs the middlewares and sends their response. */
export type HandleRequest = (ctx: Koa.Context, run: RunMiddlewares) => unknown;

const exchangeKey: unique symbol = Symbol("errata.exchange");
type ContextWithExchange = Koa.Context & { [exchangeKey]?: KoaExchange };

/** Handles the errors of `ctx.onerror`. Koa calls it with null for a response that has ended. */
export function onError(this: ContextWithExchange, thrown: unknown): void {
  if (thrown !== null && thrown !== undefined) this[exchangeKey]?.fail(thrown, this.errata);
}

/** A request of a Koa app and its response. */
export class KoaExchange extends NodeExchange {
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
    super(boundary, ctx.req, ctx.res);
    this.ctx = ctx;
    this.routers = routers;
    this.handleRequest = handleRequest;
    this.runMiddlewares = runMiddlewares;
  }

  override start(context: RequestContext): void {
    super.start(context);
    this.ctx.errata = context;
    (this.ctx as ContextWithExchange)[exchangeKey] = this;
    this.failWithBody(context);
  }

  /** Without the app's routers, only the contract knows its paths, and routes that it does not have may exist. */
  route(context: RequestContext): readonly string[] | undefined {
    const declared = resolveOperation(this.boundary.routes, context);
    const { method } = this.head;
    if (this.routers === undefined) {
      const isOptions = method === "OPTIONS" && declared !== undefined && declared.length > 0;
      return isOptions && !isPreflight(this.head) ? declared : undefined;
    }
    const methods = methodsAt(this.routers, method, this.ctx.path);
    return method !== "OPTIONS" && methods.includes(method) ? undefined : methods;
  }

  override allow(methods: string, context: RequestContext): unknown {
    if (!isPreflight(this.head)) return super.allow(methods, context);
    // A CORS preflight belongs to the app's CORS middleware, if it has one.
    context.allow = methods;
    return this.handle(context);
  }

  override hasMethod(method: string): boolean {
    return super.hasMethod(method) || hasMethod(this.routers ?? [], method);
  }

  handle(context: RequestContext): unknown {
    return this.handleRequest(this.ctx, (ctx) =>
      this.runMiddlewares(ctx).then(
        () => this.finishMiddlewares(context),
        (thrown: unknown) => this.fail(errorToSend(thrown, context), context),
      ),
    );
  }

  /** Runs the app's middlewares, such as CORS, around the error. Its routers find no route for the request. */
  reject(thrown: unknown, context: RequestContext): unknown {
    context.headError = thrown as NonNullable<RequestContext["headError"]>;
    // Without its routers, nothing keeps the request from a handler.
    if (this.routers === undefined) return this.fail(thrown, context);
    this.hideBody();
    Object.assign(this.ctx, { routerPath: "\0", newRouterPath: "\0" });
    return this.handle(context);
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

  /** Checks what the middlewares have set, and responds to a request for which they have set nothing. */
  private finishMiddlewares(context: RequestContext): void | Promise<void> {
    const { ctx } = this;
    const { headError, allow } = context;
    if (context.failed || ctx.respond === false || this.response.headersSent) return;
    const { body } = ctx;
    const isUnguarded = context.unguarded && headError !== undefined;
    const isUnset = (body === undefined || body === null) && unhandledStatuses.has(ctx.status);
    if (!isUnset && !isUnguarded) return isPlain(body) ? undefined : this.checkBody(body, context);
    try {
      if (headError !== undefined) throw headError;
      super.allow(allow ?? this.allowedOf(ctx), context);
      ctx.respond = false;
    } catch (thrown) {
      // `allowedMethods()` of a router also sets it with 501.
      ctx.remove("Allow");
      this.fail(thrown, context);
    }
  }

  /** Replaces a Response that is an undeclared error, and records the error that interrupts a stream. */
  private async checkBody(body: unknown, context: RequestContext): Promise<void> {
    const { ctx, boundary } = this;
    if (isResponse(body)) {
      const error = await boundary.checkReturned(body, context);
      if (error !== undefined) {
        writeError(error, this.request, this.response, true);
        ctx.respond = false;
        return;
      }
    }
    const stream: unknown = isResponse(body) ? body.body : body;
    const readable = stream instanceof ReadableStream ? Readable.fromWeb(stream as WebStream) : stream;
    if (!(readable instanceof Readable)) return;
    // Before Koa pipes it, which would look as if the client had disconnected.
    readable.once("error", (thrown) => this.fail(thrown, context));
    if (readable !== body) ctx.body = readable;
  }

  /** @throws the error of a request that the app's routers do not handle. `allowedMethods()` of a router has set 405 or 501 */
  private allowedOf({ path, status, response }: Koa.Context): string {
    const { method } = this.head;
    const listed = status === 405 ? response.get("Allow").split(/,\s*/) : [];
    const declared = this.boundary.routes.match(method, path)?.allow ?? [];
    const methods = new Set([...listed, ...declared, ...methodsAt(this.routers ?? [], method, path)]);
    // A handler that sets no response stands for an unknown path.
    const isUnset = status === 404 && methods.has(method);
    if (methods.size > 0) methods.add("OPTIONS");
    if (methods.has("GET")) methods.add("HEAD");
    return allowMethods(this.boundary, this.head, isUnset ? [] : [...methods].sort(), this);
  }
}

/** Returns whether a body is neither a stream nor a Response, which costs more to find out than for most bodies. */
function isPlain(body: unknown): boolean {
  if (typeof body !== "object" || body === null) return true;
  const prototype: unknown = Object.getPrototypeOf(body);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === Buffer.prototype;
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
