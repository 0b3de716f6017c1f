import type { Context, ErrorHandler, Handler } from "hono";

/** A middleware that a request matches. */
export interface MatchedMiddleware {
  readonly handler: Handler;
  /** Position among all handlers that the request matches, which Hono reads the middleware's path parameters by. */
  readonly routeIndex: number;
}

/** Runs middlewares around `respond`, like Hono runs them around a handler. */
export async function runMiddlewares(
  c: Context,
  middlewares: readonly MatchedMiddleware[],
  respond: () => Response | Promise<Response>,
  onError: ErrorHandler,
): Promise<void> {
  const run = async (position: number): Promise<void> => {
    const middleware = middlewares[position];
    if (middleware === undefined) {
      c.res = await respond();
      return;
    }
    c.req.routeIndex = middleware.routeIndex;
    try {
      const response: unknown = await middleware.handler(c, () => run(position + 1));
      if (response instanceof Response && !c.finalized) c.res = response;
    } catch (thrown) {
      c.error = thrown as Error;
      c.res = await onError(thrown as Error, c);
    }
  };
  await run(0);
}
