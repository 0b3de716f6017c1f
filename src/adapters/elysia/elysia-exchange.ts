import type { AnyElysia } from "elysia";
import { type Boundary, isResponse, type RequestContext } from "../../server/adapter.ts";
import { AppExchange, isDecodable } from "../shared/index.ts";
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
type AnsweredRequest = Request & { [exchangeKey]?: ElysiaExchange };

/** A request of an Elysia app and its response. */
export class ElysiaExchange extends AppExchange {
  /** Set while an idempotency guard waits for the handler. */
  held: HeldHandler | undefined;
  private readonly app: AnyElysia;
  private readonly path: string;
  private hookContext: HookContext | undefined;

  constructor(
    boundary: Boundary,
    app: AnyElysia,
    request: Request,
    run: (request: Request) => Response | Promise<Response>,
  ) {
    super(boundary, request, (received: AnsweredRequest) => {
      received[exchangeKey] = this;
      return run(received);
    });
    this.app = app;
    this.path = pathOf(request.url);
  }

  /** Receives the context of Elysia's hooks and handlers, before any of them runs. */
  receive(context: HookContext): void {
    context.errata = this.context;
    this.hookContext = context;
  }

  /** Finds the route as Elysia will find it. */
  override route(): readonly string[] | undefined {
    const { app, path } = this;
    const { method } = this.head;
    // Elysia would pass null for a parameter that cannot be decoded.
    if (!isDecodable(path)) throw this.boundary.raise("malformed_request");
    const pattern = routeAt(app, method, path);
    const isUnrouted = pattern === undefined || (method === "OPTIONS" && pattern.endsWith("*"));
    return isUnrouted ? methodsAt(app, path) : this.setRoute(pattern);
  }

  override hasMethod(method: string): boolean {
    return super.hasMethod(method) || hasMethod(this.app, method);
  }

  override finish(response: Response, context: RequestContext): Response | Promise<Response> {
    const { held } = this;
    if (held !== undefined && !context.failed) return this.finishHeld(held, response, context);
    // Elysia responds to an unknown path without a hook.
    const isRejected = response.status >= 400 && context.headError !== undefined && !context.failed;
    return isRejected ? this.fail(context.headError) : super.finish(response, context);
  }

  override async fail(thrown: unknown): Promise<Response> {
    return this.withoutBody(await this.settle(thrown));
  }

  /** Responds to an error that no hook of the app has responded to, and that no idempotency guard waits for. */
  async settle(thrown: unknown): Promise<Response> {
    const { held } = this;
    if (held === undefined) return isResponse(thrown) ? thrown : this.respond(translated(thrown, this.boundary));
    this.held = undefined;
    try {
      return await held.settle({ thrown });
    } catch (error) {
      return this.settle(error);
    }
  }

  protected preparedHeaders(): Iterable<readonly [string, string]> {
    const headers = this.hookContext?.set.headers ?? {};
    if (headers instanceof Headers) return headers;
    return Object.entries(headers).flatMap(([name, value]) =>
      [value].flat().map((each): readonly [string, string] => [name.toLowerCase(), String(each)]),
    );
  }

  private async finishHeld(held: HeldHandler, response: Response, context: RequestContext): Promise<Response> {
    this.held = undefined;
    try {
      return await this.finish(await held.settle({ response }), context);
    } catch (thrown) {
      return this.fail(thrown);
    }
  }
}

/** Returns the exchange of a request; undefined for one that the boundary does not serve. */
export function exchangeOf(request: Request): ElysiaExchange | undefined {
  return (request as AnsweredRequest)[exchangeKey];
}

/** Returns the path of a URL as Elysia reads it. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const end = url.slice(start).search(/[?#]/);
  return end === -1 ? url.slice(start) : url.slice(start, start + end);
}
