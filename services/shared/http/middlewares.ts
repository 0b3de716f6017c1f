import { type BoundaryEnv, validateQuery } from "errata/hono";
import type { ApiDescription } from "errata/openapi";
import { forRequest } from "errata/store";
import type { Env, MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { z } from "zod";

/**
 * Runs middlewares as one, because Hono creates several promises for each that it runs. Only the first may return a
 * response, and none may handle an error of a later one.
 */
export function asOne<E extends Env>(...middlewares: readonly MiddlewareHandler<E>[]): MiddlewareHandler<E> {
  return (c, next) => {
    const run = (index: number): ReturnType<MiddlewareHandler> => {
      const middleware = middlewares[index];
      return middleware === undefined ? next() : middleware(c, () => run(index + 1) as Promise<void>);
    };
    return run(0);
  };
}

const NoQuery = z.strictObject({});

/**
 * Rejects query parameters of operations that accept none, so that a mistyped filter is not ignored.
 *
 * @param operations descriptions of the API's operations; those with a `query` accept parameters
 */
export function rejectQuery<E extends BoundaryEnv>({
  operations,
}: Pick<ApiDescription, "operations">): MiddlewareHandler<E> {
  const accepting = new Set(Object.keys(operations).filter((name) => operations[name]?.query !== undefined));
  return async (c, next) => {
    const { operation } = c.get("errata");
    if (operation !== undefined && !accepting.has(operation.name) && c.req.url.includes("?")) {
      await validateQuery(c, NoQuery);
    }
    await next();
  };
}

/** How long a browser may cache the response to a preflight, in seconds: the most that Chromium accepts. */
const maxAge = 7_200;

const allow = cors({ origin: "*", exposeHeaders: ["*"], maxAge });

/**
 * Lets pages of any origin call the API and read its responses and headers. Credentials are sent in Authorization only,
 * which a page must know, so no page can act with the credentials of another.
 */
export const browserAccess: MiddlewareHandler = (c, next) =>
  c.req.header("origin") === undefined ? next() : allow(c, next);

/** Runs the rest of the request for its id, so that ledger entries and jobs carry the id. */
export const carryRequestId: MiddlewareHandler<BoundaryEnv> = (c, next) => forRequest(c.get("errata").requestId, next);
