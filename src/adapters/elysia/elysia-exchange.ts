import { serializeCookie } from "elysia/cookies";
import { type Boundary, isResponse, type RequestContext } from "../../server/adapter.ts";
import { AppExchange, isDecodable, setExchange } from "../shared/index.ts";
import type { AppRoutes } from "./routes.ts";
import { translated } from "./translate.ts";

/** The members of Elysia's contexts that are used here. */
export interface HookContext {
  readonly request: Request;
  readonly set: {
    headers: Headers | Record<string, string | number | string[]>;
    status?: number | string;
    cookie?: Parameters<typeof serializeCookie>[0];
  };
  errata?: RequestContext;
}

/** A request of an Elysia app and its response. */
export class ElysiaExchange extends AppExchange {
  /** Set by an idempotency guard: receives the response of the handler, and returns the one to send. */
  held: ((response: Response) => Promise<Response>) | undefined;
  /** Error that has interrupted a generator; undefined if it has a response. */
  generatorError: { readonly thrown: unknown } | undefined;
  private isGenerated = false;
  private readonly routes: AppRoutes;
  private readonly path: string;
  private hookContext: HookContext | undefined;

  constructor(
    boundary: Boundary,
    routes: AppRoutes,
    request: Request,
    run: (request: Request) => Response | Promise<Response>,
    responseClass: typeof Response,
  ) {
    const runApp = (received: Request): Response | Promise<Response> => {
      setExchange(received, this);
      return run(received);
    };
    super(boundary, request, runApp, responseClass);
    this.routes = routes;
    this.path = pathOf(request.url);
  }

  /** Receives the context of Elysia's hooks and handlers, before any of them runs. */
  receive(context: HookContext): void {
    context.errata = this.context;
    this.hookContext = context;
  }

  override route(): readonly string[] | undefined {
    const { routes, path } = this;
    const { method } = this.head;
    // Elysia would pass null for a parameter that cannot be decoded.
    if (!isDecodable(path)) throw this.boundary.raise("malformed_request");
    const pattern = routes.find(method, path);
    const isUnrouted = pattern === undefined || (method === "OPTIONS" && pattern.endsWith("*"));
    return isUnrouted ? routes.methods(path) : this.setRoute(pattern);
  }

  override hasMethod(method: string): boolean {
    return super.hasMethod(method) || this.routes.hasMethod(method);
  }

  override finish(response: Response, context: RequestContext): Response | Promise<Response> {
    const { held } = this;
    if (held !== undefined) {
      this.held = undefined;
      return held(response).then(
        (sent) => this.finish(sent, context),
        (thrown: unknown) => this.fail(thrown, context),
      );
    }
    // Elysia responds to an unknown path without a hook.
    const isRejected = response.status >= 400 && context.headError !== undefined && !context.failed;
    if (isRejected) return this.fail(context.headError, context);
    return super.finish(this.isGenerated && !context.failed ? this.withError(response) : response, context);
  }

  /** Returns a generator that keeps its error; undefined for any other value. */
  watchGenerator(value: unknown): AsyncGenerator<unknown> | undefined {
    if (typeof (value as { readonly next?: unknown } | null | undefined)?.next !== "function") return undefined;
    this.isGenerated = true;
    return this.keepError(value as AsyncGenerator<unknown>);
  }

  private async *keepError(generator: AsyncGenerator<unknown>): AsyncGenerator<unknown> {
    try {
      return yield* generator;
    } catch (thrown) {
      this.generatorError = { thrown };
      throw thrown;
    }
  }

  /** Lets the body of a generator, whose parts can be text, fail as the generator has failed. */
  private withError({ body, status, headers }: Response): Response {
    const encoder = new TextEncoder();
    const failing = new TransformStream<unknown, unknown>({
      transform: (part, controller) => controller.enqueue(typeof part === "string" ? encoder.encode(part) : part),
      flush: (controller) => {
        if (this.generatorError !== undefined) controller.error(this.generatorError.thrown);
      },
    });
    return new Response((body?.pipeThrough(failing) ?? null) as BodyInit | null, { status, headers });
  }

  override respond(thrown: unknown): Response {
    return isResponse(thrown) ? thrown : super.respond(translated(thrown, this.boundary));
  }

  protected preparedHeaders(): Iterable<readonly [string, string]> {
    const { headers = {}, cookie } = this.hookContext?.set ?? {};
    const cookies = [serializeCookie(cookie) ?? []]
      .flat()
      .map((each): readonly [string, string] => ["set-cookie", each]);
    if (headers instanceof Headers) return [...headers, ...cookies];
    return [
      ...Object.entries(headers).flatMap(([name, value]) =>
        [value].flat().map((each): readonly [string, string] => [name.toLowerCase(), String(each)]),
      ),
      ...cookies,
    ];
  }
}

/** Returns the path of a URL as Elysia reads it. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const end = url.slice(start).search(/[?#]/);
  return end === -1 ? url.slice(start) : url.slice(start, start + end);
}
