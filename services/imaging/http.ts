import { envelopesOf } from "errata/envelope";
import { type BoundaryEnv, checkedQuery } from "errata/server/hono";
import type { Context, MiddlewareHandler } from "hono";
import { z } from "zod";
import { imaging } from "./contract.ts";
import type { Caller } from "./partners/caller.ts";

const { main } = envelopesOf(imaging);

/** What the guards leave in Hono's context for the routes. */
export interface ImagingEnv extends BoundaryEnv {
  Variables: BoundaryEnv["Variables"] & { caller: Caller };
}

/** One request of the service, on a route with these parameters. */
export type ImagingContext<Path extends string = string> = Context<ImagingEnv, Path>;

/** An id as a caller may write it; NUL and its like never reach the database. */
export const Id: z.ZodString = z
  .string()
  .regex(/^[\w.-]{1,128}$/, "Must be an id: letters, digits, `_`, `-` and dots.");

/** A name that a person gives to something. */
export const Name: z.ZodString = z
  .string()
  .trim()
  .min(1)
  .max(200)
  // Half a surrogate pair is no text, and a store would keep something else; U+202A to 2069 turn the direction of what follows.
  .regex(/^[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]*$/u, "Must not contain control characters.");

/** Gives a path parameter. What can be no id becomes one that nothing has, and so takes the path of an unknown one. */
export function idParam(c: ImagingContext, name: string): string {
  const { success, data } = Id.safeParse(c.req.param(name));
  return success ? data : "none";
}

const lists = new Set([
  "GET /v1/customers",
  "GET /v1/customers/{customerId}/studies",
  "GET /v1/customers/{customerId}/studies/{studyUid}/reports",
]);
const NoQuery = z.strictObject({});

/** Refuses query parameters of operations that take none, so that a mistyped filter is not ignored. @throws VALIDATION_FAILED */
export const refuseQuery: MiddlewareHandler<ImagingEnv> = async (c, next) => {
  const { operation } = c.get("errata");
  if (operation !== undefined && !lists.has(operation.name) && c.req.url.includes("?")) await checkedQuery(c, NoQuery);
  await next();
};

/** Answers with data in the contract's form of a success. */
export function ok(c: ImagingContext, data: unknown, status: 200 | 201 = 200): Response {
  return c.json(main.success(data), status);
}
