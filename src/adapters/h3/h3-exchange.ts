import { type H3Core, H3Event, type H3EventContext, HTTPError } from "h3";
import { BodyError, type Boundary, isApiError, type RequestContext } from "../../server/adapter.ts";
import { AppExchange, isDecodable, setExchange } from "../shared/index.ts";
import { methodsAt, patternAt } from "./routes.ts";

/** Request of srvx, which serves h3 apps. */
export type ServerRequest = Parameters<H3Core["fetch"]>[0];

/** A request of an h3 app and its response. */
export class H3Exchange extends AppExchange {
  /** The id of an enclosing boundary. */
  readonly requestId: string | undefined;
  /** Value that a handler has thrown, before h3 wraps it. */
  thrown: { readonly value: unknown } | undefined;
  /** Headers that middlewares have set. */
  prepared: H3Event["res"] | undefined;
  private readonly app: H3Core;
  private readonly eventContext: H3EventContext;
  private jsonError: BodyError | undefined;

  constructor(
    boundary: Boundary,
    app: H3Core,
    request: ServerRequest,
    eventContext: H3EventContext,
    run: (request: Request) => Response | Promise<Response>,
    responseClass: typeof Response,
  ) {
    super(boundary, request, run, responseClass);
    this.requestId = eventContext.errata?.requestId;
    this.app = app;
    this.eventContext = eventContext;
  }

  override start(context: RequestContext): void {
    super.start(context);
    this.eventContext.errata = context;
    setExchange(this.eventContext, this);
  }

  /** Finds the route as h3 will find it. A path that h3 rejects has none. */
  override route(): readonly string[] | undefined {
    const { app } = this;
    const event = new H3Event(this.request as ServerRequest, this.eventContext, app);
    if (!isDecodable(event.url.pathname) && app.config.allowMalformedURL !== true)
      throw this.boundary.raise("malformed_request");
    const pattern = patternAt(app, event);
    return pattern === undefined ? methodsAt(app, event) : this.setRoute(pattern);
  }

  override hasMethod(method: string): boolean {
    return super.hasMethod(method) || this.app["~routes"].some((route) => route.method === method);
  }

  /** Responds to an error that h3 has caught. */
  respondToCaught(error: unknown): Response {
    return this.respond(this.thrown === undefined ? error : this.thrown.value);
  }

  override respond(thrown: unknown): Response {
    if (isInvalidJson(thrown)) this.context.bodyError ??= this.jsonError;
    return super.respond(validationFailure(thrown, this.boundary) ?? thrown);
  }

  /** h3's validator replaces the error with one that does not say what is wrong. */
  protected override async readJson(source: Request): Promise<unknown> {
    try {
      return await super.readJson(source);
    } catch (thrown) {
      if (thrown instanceof BodyError) this.jsonError = thrown;
      throw thrown;
    }
  }

  protected preparedHeaders(): Iterable<readonly [string, string]> {
    const { prepared } = this;
    return prepared === undefined ? [] : [...prepared.headers, ...prepared.errHeaders];
  }
}

/**
 * Returns what a validator of h3 has thrown: the data of its error, which has the issues. A validating function that returns
 * false or throws has none.
 */
function validationFailure(thrown: unknown, { raise }: Boundary): unknown {
  if (!HTTPError.isError(thrown)) return undefined;
  const { data, status, cause } = thrown as HTTPError<{ readonly issues?: unknown } | undefined>;
  if (Array.isArray(data?.issues)) return data;
  if (typeof data !== "object" || !("issues" in data)) return undefined;
  // The cause of an HTTPError is what it was created from.
  const { cause: original } = cause as { readonly cause?: unknown };
  if (isApiError(original)) return original;
  return status === 400 ? raise("invalid_request", {}, { cause: thrown }) : undefined;
}

function isInvalidJson(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.message === "Invalid JSON body";
}
