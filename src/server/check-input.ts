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
  if (result.issues !== undefined)
    throw new InputError(
      result.issues.map((issue) => (isAbsent(value, issue.path) ? Object.create(issue, absent) : issue)),
      location,
    );
  return (result as { value: Output }).value;
}

/** Marks an issue of a field that was not sent: an enumeration or a union says of it no more than of a wrong value. */
const absent: PropertyDescriptorMap = { isAbsent: { value: true } };

/** Tells whether a path leads to a member that its object does not have. */
function isAbsent(value: unknown, path: readonly unknown[] = []): boolean {
  let inner = value;
  for (const step of path) {
    if (typeof inner !== "object" || inner === null) return false;
    const key = typeof step === "object" && step !== null ? (step as { key: PropertyKey }).key : (step as PropertyKey);
    inner = Object.hasOwn(inner, key) ? (inner as Record<PropertyKey, unknown>)[key] : undefined;
  }
  return path.length > 0 && inner === undefined;
}
