import { type BoundaryEnv, validateQuery } from "errata/hono";
import type { MiddlewareHandler } from "hono";
import { z } from "zod";

const NoQuery = z.strictObject({});

/**
 * Rejects query parameters of operations that accept none, so that a mistyped filter is not ignored.
 *
 * @param accepting names of the operations that accept query parameters
 */
export function rejectQuery<E extends BoundaryEnv>(accepting: ReadonlySet<string>): MiddlewareHandler<E> {
  return async (c, next) => {
    const { operation } = c.get("errata");
    if (operation !== undefined && !accepting.has(operation.name) && c.req.url.includes("?")) {
      await validateQuery(c, NoQuery);
    }
    await next();
  };
}
