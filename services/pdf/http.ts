import { envelopesOf } from "errata/envelope";
import { type BoundaryEnvWith, readBodyBytes, validateBody } from "errata/hono";
import type { Context } from "hono";
import { z } from "zod";
import { measureJson, pageQuery } from "../shared/http/index.ts";
import type { Once } from "../shared/idempotency/index.ts";
import { pdf } from "./contract.ts";
import type { Caller } from "./credentials/caller.ts";
import { invalidInput } from "./errors/translate.ts";

const { main } = envelopesOf(pdf);

/** Hono's environment in the routes. Authentication sets `c.get("caller")`. */
export type PdfEnv = BoundaryEnvWith<{ caller: Caller }>;

/** Hono's context of one request. */
export type PdfContext<Path extends string = string> = Context<PdfEnv, Path>;

/** Runs the work of a request once per workspace and Idempotency-Key. */
export type PdfOnce = Once<PdfEnv>;

/** Query of a list. */
export const ListQuery = z.strictObject(pageQuery(pdf.limits.pageItems));

/** Returns data in the success envelope of the contract. */
export function success(data: unknown): unknown {
  return main.success(data);
}

/** Sends data in the success envelope of the contract. */
export function ok(c: PdfContext, data: unknown, status: 200 | 201 = 200): Response {
  return c.json(main.success(data), status);
}

/** Values of a body: three times as many as a document of 100 pages with a table of 12 columns has. */
const maxValues = 300_000;
/** Nesting of a body, above that of any value that is accepted. */
const maxDepth = 100;

/** Validates a body with caller-defined values, like `validateBody`. @throws INVALID_INPUT for a body that is expensive to parse */
export async function validateLargeBody<Output>(c: PdfContext, schema: z.ZodType<Output>): Promise<Output> {
  const { values, depth } = measureJson(await readBodyBytes(c));
  if (values > maxValues) throw invalidInput("body", `Must not have more than ${maxValues} values.`);
  if (depth > maxDepth) throw invalidInput("body", `Must not be nested more than ${maxDepth} deep.`);
  return await validateBody(c, schema);
}
