import { type BoundaryEnv, validateQuery } from "errata/hono";
import type { MiddlewareHandler } from "hono";
import { z } from "zod";

const NoQuery = z.strictObject({});

/**
 * Refuses query parameters of operations that take none, so that a mistyped filter is not ignored.
 *
 * @param lists names of the operations that take some
 */
export function refuseQuery<E extends BoundaryEnv>(lists: ReadonlySet<string>): MiddlewareHandler<E> {
  return async (c, next) => {
    const { operation } = c.get("errata");
    if (operation !== undefined && !lists.has(operation.name) && c.req.url.includes("?")) {
      await validateQuery(c, NoQuery);
    }
    await next();
  };
}
