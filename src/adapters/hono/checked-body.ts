import type { Context } from "hono";
import type { StandardSchema } from "../../contract/index.ts";
import { checkInput } from "../../server/adapter.ts";
import type { BoundaryEnv } from "./hono-boundary.ts";
import { readJsonBody } from "./json-body.ts";

/**
 * Reads a JSON body and checks it with any Standard Schema.
 *
 * @throws InputError with one issue per field; BodyError as `readJsonBody` does
 */
export async function validateBody<E extends BoundaryEnv, Output>(
  c: Context<E>,
  schema: StandardSchema<Output>,
): Promise<Output> {
  return await checkInput(schema, await readJsonBody(c), "body");
}
