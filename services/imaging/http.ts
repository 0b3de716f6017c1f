import { envelopesOf } from "errata/envelope";
import { checkInput } from "errata/server";
import { type BoundaryEnv, jsonBody } from "errata/server/hono";
import type { Context } from "hono";
import type { z } from "zod";
import { imaging } from "./contract.ts";
import type { Caller } from "./partners/caller.ts";

const { main } = envelopesOf(imaging);

/** What the guards leave in Hono's context for the routes. */
export interface ImagingEnv extends BoundaryEnv {
  Variables: BoundaryEnv["Variables"] & { caller: Caller };
}

/** One request of the service, on a route with these parameters. */
export type ImagingContext<Path extends string = string> = Context<ImagingEnv, Path>;

/** Reads and checks a JSON body. @throws VALIDATION_FAILED with one entry per field */
export async function readBody<Schema extends z.ZodType>(c: ImagingContext, schema: Schema): Promise<z.output<Schema>> {
  return await checkInput(schema, await jsonBody(c), "body");
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

/** Answers with data in the contract's form of a success. */
export function ok(c: ImagingContext, data: unknown, status: 200 | 201 = 200): Response {
  return c.json(main.success(data), status);
}
