import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import {
  type Boundary,
  type ErrorResponse,
  isResponse,
  isSendable,
  keptHeaders,
  lingeringClose,
  type RequestContext,
  recordInterruption,
  resolveOperation,
  watchResponse,
  watchStream,
} from "../../server/adapter.ts";
import {
  errorToSend,
  isPreflight,
  NodeExchange,
  type Responder,
  responderOf,
  sentErrorOf,
  setExchange,
  setSentError,
} from "../shared/index.ts";
import type { RouteList } from "./route-list.ts";

/** A request of a Fastify app and its reply. The first hook serves it; the error handlers and the hooks that follow respond to it. */
export class FastifyExchange extends NodeExchange implements Responder {
  readonly reply: FastifyReply;
  private readonly routes: RouteList;
  private readonly done: (error?: Error) => void;
  declare protected readonly request: IncomingMessage & { errata?: RequestContext };

  constructor(boundary: Boundary, routes: RouteList, reply: FastifyReply, done: (error?: Error) => void) {
    super(boundary, reply.request.raw, reply.raw);
    this.routes = routes;
    this.reply = reply;
    this.done = done;
  }

  override start(context: RequestContext): void {
    super.start(context);
    // Middlewares in the form of Express receive Node's request.
    setExchange(this.request, this);
    this.request.errata = context;
    this.reply.request.errata = context;
    this.reply.header("x-request-id", context.requestId);
    this.failWithBody(context);
  }

  route(context: RequestContext): readonly string[] | undefined {
    const { method } = this.head;
    const { request } = this.reply;
    // Looked up in the contract first, because Fastify creates an object for each access to its own route.
    const isDeclared = method !== "OPTIONS" && !request.is404;
    if (isDeclared && resolveOperation(this.boundary.routes, context) === undefined) return undefined;
    const { url } = request.routeOptions;
    const isUnrouted = url === undefined || request.is404 || (method === "OPTIONS" && url.endsWith("*"));
    if (isUnrouted) return this.methods();
    context.route = url;
    context.operation = this.boundary.routes.operation(method, url);
    return undefined;
  }

  override hasMethod(method: string): boolean {
    return this.routes.hasMethod(method);
  }

  /** A CORS preflight belongs to the app's CORS plugin. Any other OPTIONS reaches no other hook. */
  override allow(methods: string, context: RequestContext): void {
    context.allow = methods;
    if (isPreflight(this.head)) this.done();
    else this.reply.code(204).header("allow", methods).send();
  }

  /** The error is sent after the hooks of the app, such as CORS, have run. */
  reject(): void {
    this.done();
  }

  handle(): void {
    this.done();
  }

  /** Passes an error of the body on to the error handlers, because a hook may run before Fastify listens to it. */
  override fail(thrown: unknown, context: RequestContext): void {
    // Later, because Fastify's parser may send it too.
    queueMicrotask(() => {
      if (this.reply.sent || context.failed) return;
      try {
        this.reply.send(thrown);
      } catch {
        // An `onError` hook runs, so an error is about to be sent.
      }
    });
  }

  /** Responds to an error that no error handler of the app has responded to. */
  respond(thrown: unknown): void {
    const { boundary, context, reply } = this;
    this.readCause(thrown, context);
    if (reply.raw.headersSent) {
      boundary.respond(thrown, context, "the response had started; the stream was cut");
      reply.hijack();
      reply.raw.destroy();
    } else if (isResponse(thrown)) {
      reply.send(thrown);
    } else {
      const { body } = this.prepare(boundary.respond(errorToSend(thrown, context), context));
      // A response schema must not change it.
      reply.serializer(asIs).send(body);
    }
  }

  /** Responds to an error of a hook that has failed while an error was sent, and would fail again. */
  respondWithoutHooks(thrown: unknown): void {
    const { boundary, context, reply } = this;
    const isRecorded = (sentErrorOf(reply.raw)?.status ?? 0) >= 500;
    const error = isRecorded ? boundary.render(thrown, context) : boundary.respond(thrown, context);
    this.prepare(error);
    for (const [name, value] of Object.entries(reply.getHeaders())) if (!isSendable(value)) reply.removeHeader(name);
    reply.hijack();
    reply.raw.writeHead(error.status, reply.getHeaders() as OutgoingHttpHeaders).end(error.body);
  }

  respondToUnrouted(): void {
    this.respond(this.context.headError ?? this.boundary.raise("unknown_route"));
  }

  /** Replaces the app's response to a request that its head rejects, or that no route handles. Watches streams. */
  checkPayload(payload: unknown): unknown {
    const { boundary, context, reply } = this;
    const status = isResponse(payload) ? payload.status : reply.statusCode;
    if (context.failed) return payload;
    if (status < 400) return this.watchPayload(payload);
    const { allow, headError } = context;
    // A route can call `reply.callNotFound()`.
    const isUnknown = reply.request.is404 && status === 404 && allow === undefined;
    if (headError !== undefined || isUnknown)
      return this.prepare(boundary.respond(headError ?? boundary.raise("unknown_route"), context)).body;
    if (allow === undefined) return payload;
    reply.code(204).header("allow", allow);
    return null;
  }

  /** Records an error that interrupts a stream. Fastify then cuts the connection. */
  private watchPayload(payload: unknown): unknown {
    const { boundary, context, response } = this;
    if (isResponse(payload)) return watchResponse(boundary, context, payload);
    if (payload instanceof ReadableStream) return watchStream(boundary, context, payload as ReadableStream<Uint8Array>);
    if (payload instanceof Readable)
      payload.once("error", (thrown) => {
        // Before the head is sent, Fastify passes the error to its error handler.
        if (response.headersSent) recordInterruption(boundary, thrown, context);
      });
    return payload;
  }

  /** Sets the status and the headers of an error, and keeps those that hooks have set, such as those of CORS. */
  private prepare(error: ErrorResponse): ErrorResponse {
    const { reply } = this;
    const kept = keptHeaders(error);
    setSentError(reply.raw, error);
    for (const name in reply.getHeaders()) if (!kept.test(name)) reply.removeHeader(name);
    reply.raw.statusMessage = "";
    reply.code(error.status).headers(lingeringClose(error, this.request));
    return error;
  }

  /** Returns the methods of the path; none if its own route has another constraint, such as a version. */
  private methods(): readonly string[] {
    const { method } = this.head;
    const methods = this.routes.methods(this.reply.request.url);
    return method !== "OPTIONS" && methods.includes(method) ? [] : methods;
  }
}

/** Returns the exchange that the first hook has created for a request. */
export function exchangeOf({ raw }: FastifyRequest): FastifyExchange {
  return responderOf(raw) as FastifyExchange;
}

function asIs(payload: unknown): string {
  return payload as string;
}
