import { envelopesOf } from "errata/envelope";
import { type BoundaryEnvWith, validateBody } from "errata/hono";
import type { Context } from "hono";
import { z } from "zod";
import { measureBody, pageQuery } from "../shared/http/index.ts";
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

/** Values of a body without caller-defined values: many more than it has fields. */
const maxValues = 1_000;
/** Different names of members, of which a schema of variables can declare fewer. Parsing 100,000 takes a second. */
const maxNames = 5_000;
/** Nesting of a body, above that of any value that is accepted. */
const maxDepth = 100;

/** Describes the bounds of a body with caller-defined values. */
export function bodyBounds(values: number): string {
  const counts = [values, maxNames].map((count) => count.toLocaleString("en"));
  return `The body has at most ${counts[0]} values, counted by commas and opening brackets, and ${counts[1]} different names of members.`;
}

/**
 * Validates a body like `validateBody`.
 *
 * @param limit largest number of values. @default 1_000
 * @throws INVALID_INPUT for a body that is expensive to parse
 */
export async function validateBoundedBody<Output>(
  c: PdfContext,
  schema: z.ZodType<Output>,
  limit: number = maxValues,
): Promise<Output> {
  const { values, depth, names } = await measureBody(c);
  if (depth > maxDepth) throw invalidInput("body", `Must not be nested more than ${maxDepth} deep.`);
  if (values > limit) throw invalidInput("body", `Must not have more than ${limit} values.`);
  if (names > maxNames) throw invalidInput("body", `Must not have more than ${maxNames} different names of members.`);
  return await validateBody(c, schema);
}
