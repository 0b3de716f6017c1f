import type { Context } from "hono";
import type { StandardSchema } from "../../contract/index.ts";
import { checkInput } from "../../server/adapter.ts";
import type { BoundaryEnv } from "./hono-boundary.ts";

/**
 * Reads the query and checks it with any Standard Schema. A parameter that is given once is a string; one that is given
 * several times is a list, so that a schema of single values refuses it rather than taking the first.
 *
 * @throws InputError with one issue per parameter
 */
export async function validateQuery<E extends BoundaryEnv, Output>(
  c: Context<E>,
  schema: StandardSchema<Output>,
): Promise<Output> {
  const query = Object.entries(c.req.queries()).map(([name, values]) => [
    name,
    values.length === 1 ? values[0] : values,
  ]);
  return await checkInput(schema, Object.fromEntries(query), "query");
}
