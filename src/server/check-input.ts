import type { StandardSchema } from "../contract/index.ts";
import type { FieldLocation } from "./field-error.ts";

/** Carries the issues of a schema to the boundary, with the part of the request that they are about. */
export class InputError extends Error {
  override readonly name = "InputError";
  readonly issues: readonly unknown[];
  readonly location: FieldLocation;

  constructor(issues: readonly unknown[], location: FieldLocation) {
    super(`The ${location} does not fit its schema: ${issues.length} issues.`);
    this.issues = issues;
    this.location = location;
  }
}

/**
 * Checks one part of a request with any Standard Schema.
 *
 * @param location where the value stands in the request. @default "body"
 * @throws InputError, which the boundary answers with the contract's `invalid_request`
 * @see https://standardschema.dev
 */
export async function checkInput<Output>(
  schema: StandardSchema<Output>,
  value: unknown,
  location: FieldLocation = "body",
): Promise<Output> {
  const result = await schema["~standard"].validate(value);
  if (result.issues !== undefined) throw new InputError(Array.from(result.issues), location);
  return (result as { value: Output }).value;
}
