import { type BoundaryEnv, validateQuery } from "errata/hono";
import type { ApiDescription } from "errata/openapi";
import type { MiddlewareHandler } from "hono";
import { z } from "zod";

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
