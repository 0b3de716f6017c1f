import type { FastifyReply, FastifyRequest } from "fastify";
import {
  type Boundary,
  type Exchange,
  limitBody,
  NodeHead,
  type RequestContext,
  type RequestHead,
  resolveOperation,
} from "../../server/adapter.ts";
import {
  exchangeOf,
  isPreflight,
  onBodyFailure,
  type Responder,
  recordBody,
  setExchange,
  stampResponse,
} from "../shared/index.ts";
import type { RouteList } from "./route-list.ts";
import { respond } from "./send-error.ts";

/** A request of a Fastify app at its first hook. The error handler and the hooks that follow respond to it. */
export class FastifyExchange implements Exchange<void>, Responder {
  readonly head: RequestHead;
  readonly boundary: Boundary;
  private readonly routes: RouteList;
  readonly reply: FastifyReply;
  private readonly request: FastifyRequest;
  private readonly done: (error?: Error) => void;

  constructor(
    boundary: Boundary,
    routes: RouteList,
    request: FastifyRequest,
    reply: FastifyReply,
    done: (error?: Error) => void,
  ) {
    this.head = new NodeHead(request.raw);
    this.boundary = boundary;
    this.routes = routes;
    this.request = request;
    this.reply = reply;
    this.done = done;
  }

  get context(): RequestContext {
    return this.request.errata;
  }

  start(context: RequestContext): void {
    this.request.errata = context;
    setExchange(this.request, this);
    if (this.routes.hasMiddlewares) {
      // Middlewares in the form of Express receive Node's request.
      (this.request.raw as { errata?: RequestContext }).errata = context;
      setExchange(this.request.raw, this);
    }
    this.reply.header("x-request-id", context.requestId);
    // For a handler that writes to `reply.raw`, and for hooks that change what has been checked.
    stampResponse(this.reply.raw, this.request.raw, this.boundary, context);
    recordBody(this.request.raw);
    // A hook may still run when the body fails, before Fastify listens to it.
    onBodyFailure(this.request.raw, (error) => {
      context.bodyError ??= error;
      if (!this.reply.sent && !context.failed) this.reply.send(error);
    });
  }

  route(context: RequestContext): readonly string[] | undefined {
    const { method } = this.head;
    // Looked up in the contract first, because Fastify creates an object for each access to its own route.
    const isDeclared = method !== "OPTIONS" && !this.request.is404;
    if (isDeclared && resolveOperation(this.boundary.routes, context) === undefined) return undefined;
    const { url } = this.request.routeOptions;
    const isUnrouted = url === undefined || this.request.is404 || (method === "OPTIONS" && url.endsWith("*"));
    if (isUnrouted) return this.methods();
    context.route = url;
    context.operation = this.boundary.routes.operation(method, url);
    return undefined;
  }

  respond(thrown: unknown): void {
    respond(this.boundary, thrown, this.request, this.reply);
  }

  respondToUnrouted(): void {
    this.respond(this.context.headError ?? this.boundary.raise("unknown_route"));
  }

  hasMethod(method: string): boolean {
    return this.routes.hasMethod(method);
  }

  /** A CORS preflight belongs to the app's CORS plugin. Any other OPTIONS reaches no other hook. */
  allow(methods: string, context: RequestContext): void {
    context.allow = methods;
    if (isPreflight(this.head)) this.done();
    else this.reply.code(204).header("allow", methods).send();
  }

  /** The error is sent after the hooks of the app, such as CORS, have run. */
  reject(): void {
    this.done();
  }

  limitBody(maxBytes: number, context: RequestContext): void {
    const { raw } = this.request;
    if (raw.headers["transfer-encoding"] === undefined) return;
    limitBody(raw, maxBytes, (error) => {
      context.bodyError = error;
    });
  }

  handle(): void {
    this.done();
  }

  finish(): void {
    // The handler has not run yet.
  }

  fail(thrown: unknown): void {
    this.done(thrown as Error);
  }

  /** Returns the methods of the path; none if its own route has another constraint, such as a version. */
  private methods(): readonly string[] {
    const { method } = this.head;
    const methods = this.routes.methods(this.request.url);
    return method !== "OPTIONS" && methods.includes(method) ? [] : methods;
  }
}

/** Returns the reply of a request, for guards, which receive only the request. */
export function replyOf(request: FastifyRequest): FastifyReply | undefined {
  return exchangeOf(request, FastifyExchange)?.reply;
}
