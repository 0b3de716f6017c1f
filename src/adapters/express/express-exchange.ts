import type { IncomingMessage, ServerResponse } from "node:http";
import type { Express, Request } from "express";
import { type Boundary, type RequestContext, resolveOperation } from "../../server/adapter.ts";
import { isPreflight, NodeAppExchange, type Responder } from "../shared/index.ts";
import { hasMethod, hasMountedApp, layersOf, methodsAt } from "./routes.ts";

type Handle = (request: IncomingMessage, response: ServerResponse, callback: (error?: unknown) => void) => void;

/** A request of an Express app and its response. */
export class ExpressExchange extends NodeAppExchange implements Responder {
  private readonly app: Express;
  private readonly runApp: Handle;
  /** Target below the prefix of an app that is mounted in another. */
  private readonly target: string;
  declare protected readonly request: Request;

  constructor(boundary: Boundary, app: Express, runApp: Handle, request: IncomingMessage, response: ServerResponse) {
    super(boundary, request, response, request as Request);
    this.app = app;
    this.runApp = runApp;
    this.target = request.url ?? "/";
  }

  /** Leaves the choice to the app, except for OPTIONS: an app that is mounted sees the rest of the path only. */
  route(context: RequestContext): readonly string[] | undefined {
    const { routes } = this.boundary;
    const { method } = this.head;
    if (resolveOperation(routes, context) !== undefined) {
      const match = routes.match(method, this.target);
      context.operation = match?.operation;
      context.route = match?.operation?.path;
    }
    if (method !== "OPTIONS" || this.hasRoute()) return undefined;
    const methods = this.methods();
    return methods.length === 0 && isPreflight(this.head) ? undefined : methods;
  }

  override hasMethod(method: string): boolean {
    return super.hasMethod(method) || hasMethod(layersOf(this.app), method);
  }

  /** Returns whether a route has the path and the method of the request. */
  hasRoute(): boolean {
    const { method } = this.head;
    const methods = methodsAt(layersOf(this.app), this.target);
    return methods.has("ALL") || methods.has(method) || (method === "HEAD" && methods.has("GET"));
  }

  handle(): void {
    this.runApp(this.request, this.response, (thrown) => {
      if (thrown === undefined || thrown === null) this.respondToUnrouted();
      else this.respond(thrown);
    });
  }

  override fail(thrown: unknown, context: RequestContext): void {
    context.route ??= routeOf(this.request);
    super.fail(thrown, context);
  }

  protected routeMethods(): Iterable<string> {
    const { head, target } = this;
    const { routes } = this.boundary;
    const layers = layersOf(this.app);
    const methods = methodsAt(layers, target);
    if (!hasMountedApp(layers, target)) return methods;
    const declared = routes.match(head.method, head.target) ?? routes.match(head.method, target);
    // OPTIONS is added to every list, and is no route of the mounted app.
    return [...methods, ...(declared?.allow.filter((method) => method !== "OPTIONS") ?? [])];
  }
}

/** Returns the pattern of a route; undefined in a router, whose prefix Express does not keep as a pattern. */
function routeOf({ route, baseUrl }: Request): string | undefined {
  const path: unknown = baseUrl === "" ? route?.path : undefined;
  return typeof path === "string" ? path : undefined;
}
