import type { IncomingMessage, ServerResponse } from "node:http";
import type { Express, Request } from "express";
import {
  allowedMethods,
  allowMethods,
  type Boundary,
  type RequestContext,
  resolveOperation,
} from "../../server/adapter.ts";
import { errorToSend, isPreflight, NodeExchange, type Responder, responderOf, setResponder } from "../shared/index.ts";
import { hasMethod, hasMountedApp, layersOf, methodsAt } from "./routes.ts";

type Handle = (request: IncomingMessage, response: ServerResponse, callback: (error?: unknown) => void) => void;

/** A request of an Express app and its response. */
export class ExpressExchange extends NodeExchange implements Responder {
  private readonly app: Express;
  private readonly runApp: Handle;
  /** Path below the prefix of an app that is mounted in another. */
  private readonly path: string;
  declare protected readonly request: Request;

  constructor(boundary: Boundary, app: Express, runApp: Handle, request: IncomingMessage, response: ServerResponse) {
    super(boundary, request, response);
    this.app = app;
    this.runApp = runApp;
    this.path = pathOf(request);
  }

  /** An enclosing app with a boundary has created the context already. */
  override get requestId(): string | undefined {
    return this.request.errata?.requestId;
  }

  get context(): RequestContext {
    return this.request.errata;
  }

  override start(context: RequestContext): void {
    super.start(context);
    this.request.errata = context;
    setResponder(this.request, this);
    this.failWithBody(context);
  }

  /** Leaves the choice to the app, except for OPTIONS: an app that is mounted sees the rest of the path only. */
  route(context: RequestContext): readonly string[] | undefined {
    const { routes } = this.boundary;
    if (resolveOperation(routes, context) !== undefined) {
      const match = routes.match(this.head.method, this.path);
      context.operation = match?.operation;
      context.route = match?.operation?.path;
    }
    if (this.head.method !== "OPTIONS" || isPreflight(this.head)) return undefined;
    return this.hasRoute() ? undefined : this.methods();
  }

  override hasMethod(method: string): boolean {
    return super.hasMethod(method) || hasMethod(layersOf(this.app), method);
  }

  /** Returns whether a route has the path and the method of the request. */
  hasRoute(): boolean {
    const { method } = this.head;
    const methods = methodsAt(layersOf(this.app), this.path);
    return methods.has("ALL") || methods.has(method) || (method === "HEAD" && methods.has("GET"));
  }

  handle(): void {
    this.runApp(this.request, this.response, (thrown) => {
      if (thrown === undefined || thrown === null) this.respondToUnrouted();
      else this.respond(thrown);
    });
  }

  /** Runs the app's middlewares, such as CORS, around the error. `patchLayers` keeps it from the routes. */
  reject(thrown: unknown, context: RequestContext): void {
    context.headError = thrown as NonNullable<RequestContext["headError"]>;
    this.hideBody();
    this.handle();
  }

  override fail(thrown: unknown, context: RequestContext): void {
    context.route ??= routeOf(this.request);
    super.fail(thrown, context);
  }

  respond(thrown: unknown): void {
    this.fail(errorToSend(thrown, this.context), this.context);
  }

  respondToUnrouted(): void {
    const { context } = this;
    try {
      if (context.headError !== undefined) throw context.headError;
      this.allow(allowMethods(this.boundary, this.head, this.methods(), this), context);
    } catch (thrown) {
      this.fail(thrown, context);
    }
  }

  /** Returns the methods of the path, as the Allow header lists them; none if it is unknown, or its own route has passed the request on. */
  private methods(): readonly string[] {
    const layers = layersOf(this.app);
    const methods = new Set(methodsAt(layers, this.path));
    // The routes of a mounted app are hidden.
    if (hasMountedApp(layers)) for (const method of this.declaredMethods()) methods.add(method);
    const isPassedOn = methods.has("ALL") || methods.has(this.head.method);
    return methods.size === 0 || isPassedOn ? [] : allowedMethods(methods);
  }

  private declaredMethods(): readonly string[] {
    const { routes } = this.boundary;
    const { method, target } = this.head;
    return (routes.match(method, target) ?? routes.match(method, this.path))?.allow ?? [];
  }
}

/** Returns whether no handler runs, because no route has the path and the method of a request. */
export function isUnrouted(request: Request): boolean {
  if (request.errata.operation !== undefined) return false;
  const exchange = responderOf(request);
  return exchange instanceof ExpressExchange && !exchange.hasRoute();
}

/** Returns the pattern of a route; undefined in a router, whose prefix Express does not keep as a pattern. */
function routeOf({ route, baseUrl }: Request): string | undefined {
  const path: unknown = baseUrl === "" ? route?.path : undefined;
  return typeof path === "string" ? path : undefined;
}

function pathOf({ url }: Pick<IncomingMessage, "url">): string {
  const target = url ?? "/";
  const query = target.indexOf("?");
  return query === -1 ? target : target.slice(0, query);
}
