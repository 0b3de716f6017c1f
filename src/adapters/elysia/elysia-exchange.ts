import type { AnyElysia } from "elysia";
import {
  type Boundary,
  type ErrorResponse,
  type Exchange,
  FetchHead,
  findWithin,
  isResponse,
  lingeringClose,
  malformedBody,
  type RequestContext,
  type RequestHead,
  readJson,
  watchBody,
  watchResponse,
} from "../../server/adapter.ts";
import {
  errorToSend,
  incomingOf,
  limitRequest,
  type ServerRequest,
  withKeptHeaders,
  withRequestId,
} from "../shared/index.ts";
import { hasMethod, methodsAt, routeAt } from "./routes.ts";
import { translated } from "./translate.ts";

/** The members of Elysia's contexts that are used here. */
export interface HookContext {
  readonly request: Request;
  readonly set: { headers: Headers | Record<string, string | number | string[]>; status?: number | string };
  errata?: RequestContext;
}

/** A handler whose response is held back until an idempotency guard has stored it. */
export interface HeldHandler {
  /** Passes on what the handler has returned or thrown. @returns the response to send @throws the error to respond to */
  settle(outcome: { readonly response: Response } | { readonly thrown: unknown }): Promise<Response>;
}

const exchangeKey: unique symbol = Symbol("errata.exchange");
type AnsweredRequest = ServerRequest & { [exchangeKey]?: ElysiaExchange };

/** A request of an Elysia app and its response. */
export class ElysiaExchange implements Exchange<Response> {
  readonly head: RequestHead;
  readonly boundary: Boundary;
  /** Responds in place of a route; undefined if a route handles the request. */
  rejection: (() => Response) | undefined;
  /** Set while an idempotency guard waits for the handler. */
  held: HeldHandler | undefined;
  private readonly app: AnyElysia;
  private request: AnsweredRequest;
  private readonly run: (request: Request) => Response | Promise<Response>;
  private readonly path: string;
  private hookContext: HookContext | undefined;
  declare private context: RequestContext;

  constructor(
    boundary: Boundary,
    app: AnyElysia,
    request: Request,
    run: (request: Request) => Response | Promise<Response>,
  ) {
    this.head = new FetchHead(request);
    this.boundary = boundary;
    this.app = app;
    this.request = request;
    this.run = run;
    this.path = pathOf(request.url);
  }

  start(context: RequestContext): void {
    this.context = context;
  }

  /** Receives the context of Elysia's hooks and handlers, before any of them runs. */
  receive(context: HookContext): void {
    context.errata = this.context;
    this.hookContext = context;
  }

  /** Finds the route as Elysia will find it. */
  route(context: RequestContext): readonly string[] | undefined {
    const { app, path } = this;
    const { routes } = this.boundary;
    const { method, target } = this.head;
    // Elysia would pass null for a parameter that cannot be decoded.
    if (!isDecodable(path)) throw this.boundary.raise("malformed_request");
    const pattern = routeAt(app, method, path);
    if (pattern === undefined || (method === "OPTIONS" && pattern.endsWith("*"))) return methodsAt(app, path);
    context.operation = routes.operation(method, pattern) ?? routes.match(method, target)?.operation;
    context.route = context.operation?.path ?? pattern;
    return undefined;
  }

  hasMethod(method: string): boolean {
    return this.boundary.routes.hasMethod(method) || hasMethod(this.app, method);
  }

  /** A CORS preflight goes to the app's hooks. Any other OPTIONS reaches none. */
  allow(methods: string, context: RequestContext): Response | Promise<Response> {
    const response = (): Response => new Response(null, { status: 204, headers: { Allow: methods } });
    if (this.head.header("access-control-request-method") === null) return withRequestId(response(), context.requestId);
    context.allow = methods;
    return this.respondInstead(response, context);
  }

  limitBody(maxBytes: number, context: RequestContext): void {
    this.request = limitRequest(this.request, maxBytes, (error) => {
      context.bodyError = error;
    });
  }

  handle(context: RequestContext): Response | Promise<Response> {
    const { method } = this.head;
    if (method !== "GET" && method !== "HEAD")
      watchBody(this.request, context, (source) => readJson(source, { maxBytes: this.boundary.maxBodyBytes(context) }));
    return this.runApp();
  }

  finish(response: Response, context: RequestContext): Response | Promise<Response> {
    if (this.held !== undefined && !context.failed) return this.finishHeld(this.held, response, context);
    const { requestId } = context;
    if (context.failed) return this.withoutBody(response);
    if (!(response.status >= 400)) {
      this.boundary.succeed(context, response.status);
      return withRequestId(watchResponse(this.boundary, context, response), requestId);
    }
    // Elysia responds to an unknown path without a hook.
    if (context.headError !== undefined)
      return this.withoutBody(this.toResponse(this.boundary.respond(context.headError, context)));
    return this.boundary
      .checkReturned(response, context)
      .then((error) =>
        error === undefined
          ? withRequestId(response, requestId)
          : this.withoutBody(this.toResponse(error, response.headers)),
      );
  }

  reject(thrown: unknown, context: RequestContext): Response | Promise<Response> {
    context.headError = thrown as NonNullable<RequestContext["headError"]>;
    return this.respondInstead(() => {
      throw thrown;
    }, context);
  }

  /** Responds to what Elysia has thrown itself. */
  async fail(thrown: unknown): Promise<Response> {
    return this.withoutBody(await this.respond(thrown));
  }

  /** Responds to an error that no hook of the app has responded to. */
  async respond(thrown: unknown): Promise<Response> {
    const { held, context } = this;
    if (held !== undefined) {
      this.held = undefined;
      try {
        return await held.settle({ thrown });
      } catch (error) {
        return this.respond(error);
      }
    }
    if (isResponse(thrown)) return thrown;
    if (this.request.signal.aborted) context.aborted = true;
    const syntaxError = findWithin(thrown, SyntaxError);
    if (syntaxError !== undefined)
      context.bodyError ??= malformedBody(syntaxError, context.received, this.head.header("content-type"));
    return this.toResponse(this.boundary.respond(errorToSend(translated(thrown, this.boundary), context), context));
  }

  private async finishHeld(held: HeldHandler, response: Response, context: RequestContext): Promise<Response> {
    this.held = undefined;
    try {
      return await this.finish(await held.settle({ response }), context);
    } catch (thrown) {
      return this.respond(thrown);
    }
  }

  /** Runs the app's hooks around a response, and no route. */
  private async respondInstead(respond: () => Response, context: RequestContext): Promise<Response> {
    this.rejection = respond;
    return this.finish(await this.runApp(), context);
  }

  private runApp(): Response | Promise<Response> {
    this.request[exchangeKey] = this;
    return this.run(this.request);
  }

  /** @param returned headers of the response that the error replaces */
  private toResponse(error: ErrorResponse, returned?: Headers): Response {
    const incoming = incomingOf(this.request);
    const headers = incoming === undefined || incoming.complete ? error.headers : lingeringClose(error, incoming);
    return new Response(error.body, {
      status: error.status,
      headers: withKeptHeaders(error, headers, headersOf(this.hookContext), returned),
    });
  }

  /** Removes the body of a response to HEAD at the end, because Elysia measures it. */
  private withoutBody(response: Response): Response {
    return this.head.method === "HEAD" && response.body !== null ? new Response(null, response) : response;
  }
}

/** Returns the exchange of a request; undefined for one that the boundary does not serve. */
export function exchangeOf(request: Request): ElysiaExchange | undefined {
  return (request as AnsweredRequest)[exchangeKey];
}

/** Returns the headers that hooks have set. */
function headersOf(context: HookContext | undefined): Iterable<readonly [string, string]> {
  const headers = context?.set.headers;
  if (headers === undefined || headers instanceof Headers) return headers ?? [];
  return Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((each): readonly [string, string] => [name.toLowerCase(), String(each)]),
  );
}

function isDecodable(path: string): boolean {
  try {
    decodeURI(path);
    return true;
  } catch {
    return false;
  }
}

/** Returns the path of a URL as Elysia reads it. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const end = url.slice(start).search(/[?#]/);
  return end === -1 ? url.slice(start) : url.slice(start, start + end);
}
