import type { Context } from "hono";
import { requireMember } from "../../contract/faults/arguments.ts";
import type { StandardSchema } from "../../contract/index.ts";
import { BodyError, checkInput, parseJson, requireJsonType } from "../../server/adapter.ts";
import type { BoundaryEnv } from "./hono-boundary.ts";

/**
 * Reads the JSON body of a request and validates it with any Standard Schema.
 *
 * @returns the schema's output
 * @throws InputError with one issue per field, for which the boundary responds with the contract's `invalid_request`;
 * BodyError like `readJsonBody`
 * @example
 * ```ts
 * import { type BoundaryEnv, validateBody } from "errata/hono";
 * import type { Hono } from "hono";
 * import { z } from "zod";
 *
 * const NewOrder = z.object({ sku: z.string(), quantity: z.int().min(1) });
 *
 * export function addRoutes(app: Hono<BoundaryEnv>): void {
 *   app.post("/v1/orders", async (c) => {
 *     const { sku, quantity } = await validateBody(c, NewOrder);
 *     return c.json({ sku, quantity }, 201);
 *   });
 * }
 * ```
 */
export async function validateBody<E extends BoundaryEnv, Output>(
  c: Context<E>,
  schema: StandardSchema<Output>,
): Promise<Output> {
  return await checkInput(schema, await readJsonBody(c), "body");
}

/**
 * Validates the query of a request with any Standard Schema. A parameter that occurs once is a string. One that occurs
 * several times is an array, so a schema of single values rejects it instead of using the first value.
 *
 * @returns the schema's output
 * @throws InputError with one issue per parameter, for which the boundary responds with the contract's `invalid_request`
 * @example
 * ```ts
 * import { type BoundaryEnv, validateQuery } from "errata/hono";
 * import type { Hono } from "hono";
 * import { z } from "zod";
 *
 * const OrderQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(20) });
 *
 * export function addRoutes(app: Hono<BoundaryEnv>): void {
 *   app.get("/v1/orders", async (c) => {
 *     const { limit } = await validateQuery(c, OrderQuery);
 *     return c.json({ limit, orders: [] });
 *   });
 * }
 * ```
 */
export async function validateQuery<E extends BoundaryEnv, Output>(
  c: Context<E>,
  schema: StandardSchema<Output>,
): Promise<Output> {
  requireMember("validateQuery: c", c, "req", "the context of a Hono handler");
  const query = Object.entries(c.req.queries()).map(([name, values]) => [
    name,
    values.length === 1 ? values[0] : values,
  ]);
  return await checkInput(schema, Object.fromEntries(query), "query");
}

/**
 * Reads the JSON body of a request, up to the boundary's `maxBodyBytes`.
 *
 * @throws BodyError `unsupported_media` if the Content-Type is not JSON in UTF-8 or the body is compressed,
 * `malformed_body` if the body is empty, not UTF-8 or not JSON, `body_too_large`, and `request_timeout` if the body does
 * not arrive within the boundary's `bodyDeadlineMs`
 * @example
 * ```ts
 * import { type BoundaryEnv, readJsonBody } from "errata/hono";
 * import type { Hono } from "hono";
 *
 * export function addRoutes(app: Hono<BoundaryEnv>): void {
 *   app.post("/v1/echo", async (c) => c.json({ received: await readJsonBody(c) }));
 * }
 * ```
 */
export async function readJsonBody<E extends BoundaryEnv>(c: Context<E>): Promise<unknown> {
  requireMember("readJsonBody: c", c, "req", "the context of a Hono handler");
  requireJsonType(c.req.header("content-type"), c.req.header("content-encoding"));
  return parseJson(await readBodyBytes(c));
}

/**
 * Reads the bytes of a body, up to the boundary's `maxBodyBytes`. Hono keeps them, so the body can be read again, for
 * example with `validateBody`.
 *
 * @throws BodyError `body_too_large`, and `request_timeout` if the body does not arrive within the boundary's
 * `bodyDeadlineMs`
 * @example
 * ```ts
 * import { type BoundaryEnv, readBodyBytes } from "errata/hono";
 * import type { Hono } from "hono";
 *
 * export function addRoutes(app: Hono<BoundaryEnv>): void {
 *   app.post("/v1/size", async (c) => c.json({ bytes: (await readBodyBytes(c)).byteLength }));
 * }
 * ```
 */
export async function readBodyBytes<E extends BoundaryEnv>(c: Context<E>): Promise<Uint8Array> {
  requireMember("readBodyBytes: c", c, "req", "the context of a Hono handler");
  return new Uint8Array(await withDeadline(c.req.arrayBuffer(), c.get("errata").bodyDeadlineMs));
}

function withDeadline<Result>(work: Promise<Result>, deadlineMs: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new BodyError("request_timeout", `The body must arrive within ${deadlineMs} ms.`)),
      deadlineMs,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
