import { type BoundaryEnvWith, validateBody } from "errata/hono";
import type { Context, MiddlewareHandler } from "hono";
import { z } from "zod";
import { measureBody, pageQuery } from "../shared/http/index.ts";
import type { Once } from "../shared/idempotency/index.ts";
import type { Account } from "./accounts/account.ts";
import { scribe } from "./contract.ts";
import { must } from "./fields.ts";

/** Hono's environment in the routes. Authentication sets the account, and the id and the scopes of its key. */
export type ScribeEnv = BoundaryEnvWith<{ account: Account; keyId: string; scopes: readonly string[] }>;

/** Hono's context of one request. */
export type ScribeContext<Path extends string = string> = Context<ScribeEnv, Path>;

/** Runs the work of a request once per account and Idempotency-Key. */
export type ScribeOnce = Once<ScribeEnv>;

/** Query parameters that every list accepts. */
export const listQuery: ReturnType<typeof pageQuery> = pageQuery(scribe.limits.pageItems);

/** Keeps every response out of caches, because it may contain health data. */
export const noStore: MiddlewareHandler<ScribeEnv> = async (c, next) => {
  await next();
  c.res.headers.set("Cache-Control", "no-store");
};

/** The longest transcript has 25,000. */
const maxValues = 30_000;
/** More than any body that is accepted has. */
const maxDepth = 10;

/** Validates a body like the function of the library. @throws parameter_invalid for a body that is expensive to parse */
export async function validateBoundedBody<Output>(c: ScribeContext, schema: z.ZodType<Output>): Promise<Output> {
  const { values, depth } = await measureBody(c);
  const field = "The request body";
  if (values > maxValues)
    throw scribe.error.parameter_invalid({ field, problem: `must have at most ${maxValues} values` });
  if (depth > maxDepth)
    throw scribe.error.parameter_invalid({ field, problem: `must be nested at most ${maxDepth} deep` });
  return await validateBody(c, schema);
}

/** Returns the schema of the response to a deletion. @param name the member with the id */
export const deletedView = <Name extends string>(name: Name, description: string) =>
  z.object({
    [name]: z.string().describe(description),
    deleted: z.literal(true).describe("Always true."),
  });

/** Members of the response to a deletion with all records that belong to it. */
export const deletedRecords = {
  transcripts: z.int().min(0).describe("Transcripts that were deleted."),
  notes: z.int().min(0).describe("Notes that were deleted, with every version."),
};

const NoFields = z.strictObject({}, must("be an object"));

/** Rejects fields in the body of an operation that has none. @throws parameter_invalid */
export async function refuseBody(c: ScribeContext): Promise<void> {
  const length = c.req.header("content-length") ?? "0";
  if (length !== "0" || c.req.header("transfer-encoding") !== undefined) await validateBoundedBody(c, NoFields);
}
