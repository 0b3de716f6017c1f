import { envelopesOf } from "errata/envelope";
import { checkInput } from "errata/server";
import { type BoundaryEnv, jsonBody } from "errata/server/hono";
import type { Context, MiddlewareHandler } from "hono";
import { z } from "zod";
import { imaging } from "./contract.ts";
import type { Caller } from "./partners/caller.ts";

const { main } = envelopesOf(imaging);

/** What the guards leave in Hono's context for the routes. */
export interface ImagingEnv extends BoundaryEnv {
  Variables: BoundaryEnv["Variables"] & { caller: Caller; bodyDeadlineMs: number };
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

/**
 * Reads and checks a JSON body.
 *
 * @throws VALIDATION_FAILED with one entry per field; `request_timeout` when the body does not arrive in time
 */
export async function readBody<Schema extends z.ZodType>(c: ImagingContext, schema: Schema): Promise<z.output<Schema>> {
  return await checkInput(schema, await inTime(jsonBody(c), c.get("bodyDeadlineMs")), "body");
}

/** Says how long JSON bodies may take to arrive: the server's own deadline is one for large uploads. */
export function bodyDeadline(deadlineMs: number): MiddlewareHandler<ImagingEnv> {
  return (c, next) => {
    c.set("bodyDeadlineMs", deadlineMs);
    return next();
  };
}

async function inTime<Result>(work: Promise<Result>, deadlineMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const options = { headers: { Connection: "close" } };
    timer = setTimeout(() => reject(imaging.raise("request_timeout", {}, options)), deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Reads and checks the query. A parameter that is given twice is refused. @throws VALIDATION_FAILED */
export async function readQuery<Schema extends z.ZodType>(
  c: ImagingContext,
  schema: Schema,
): Promise<z.output<Schema>> {
  const query = Object.entries(c.req.queries()).map(([name, values]) => [
    name,
    values.length === 1 ? values[0] : values,
  ]);
  return await checkInput(schema, Object.fromEntries(query), "query");
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
  if (operation !== undefined && !lists.has(operation.name) && c.req.url.includes("?")) await readQuery(c, NoQuery);
  await next();
};

/** Answers with data in the contract's form of a success. */
export function ok(c: ImagingContext, data: unknown, status: 200 | 201 = 200): Response {
  return c.json(main.success(data), status);
}
