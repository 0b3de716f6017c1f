import { requireMember } from "../../contract/faults/arguments.ts";
import type { StandardSchema } from "../../contract/index.ts";
import type { FieldLocation } from "./field-error.ts";

const brand = Symbol.for("errata.InputError");

/**
 * Reports that one part of a request does not match its schema. The boundary responds with the code that the contract maps
 * to `invalid_request`.
 *
 * @example
 * ```ts
 * import { InputError, schemaIssues, type TranslateRule } from "errata/server";
 *
 * export const logQueries: TranslateRule = {
 *   name: "log queries",
 *   translate(thrown) {
 *     if (thrown instanceof InputError && thrown.location === "query") console.warn(schemaIssues(thrown, "query"));
 *     return undefined;
 *   },
 * };
 * ```
 */
export class InputError extends Error {
  /** Always `InputError`. */
  override readonly name = "InputError";
  /** Issues as the schema library reports them. */
  readonly issues: readonly unknown[];
  /** Part of the request that was checked. */
  readonly location: FieldLocation;

  constructor(issues: readonly unknown[], location: FieldLocation) {
    super(`The ${location} does not match its schema: ${issues.length} issues.`);
    this.issues = issues;
    this.location = location;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Recognises errors created by another copy of this module. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && brand in value;
  }
}

/**
 * Validates one part of a request with any Standard Schema.
 *
 * @param location part of the request that the value comes from. @default "body"
 * @returns the schema's output
 * @throws InputError, for which the boundary responds with the contract's `invalid_request`
 * @see https://standardschema.dev
 * @example
 * ```ts
 * import { checkInput } from "errata/server";
 * import { z } from "zod";
 *
 * const NewOrder = z.object({ sku: z.string(), quantity: z.int().min(1) });
 *
 * export async function createOrder(request: Request): Promise<Response> {
 *   const { sku, quantity } = await checkInput(NewOrder, await request.json());
 *   return Response.json({ sku, quantity }, { status: 201 });
 * }
 * ```
 */
export async function checkInput<Output>(
  schema: StandardSchema<Output>,
  value: unknown,
  location: FieldLocation = "body",
): Promise<Output> {
  requireMember("checkInput: schema", schema, "~standard", "a Standard Schema");
  const result = await schema["~standard"].validate(value);
  if (result.issues !== undefined) throw inputError(result.issues, value, location);
  return (result as { value: Output }).value;
}

/** Creates the error of a value that does not match its schema. */
export function inputError(
  issues: readonly { readonly path?: readonly unknown[] | undefined }[],
  value: unknown,
  location: FieldLocation,
): InputError {
  return new InputError(
    issues.map((issue) => (isAbsent(value, issue.path) ? Object.create(issue, absent) : issue)),
    location,
  );
}

/** Marks the issue of a missing field, because enums and unions report a missing value like a wrong one. */
const absent: PropertyDescriptorMap = { isAbsent: { value: true } };

/** Returns whether the object at a path lacks the path's last member. */
function isAbsent(value: unknown, path: readonly unknown[] = []): boolean {
  let inner = value;
  for (const segment of path) {
    if (typeof inner !== "object" || inner === null) return false;
    const key =
      typeof segment === "object" && segment !== null
        ? (segment as { key: PropertyKey }).key
        : (segment as PropertyKey);
    inner = Object.hasOwn(inner, key) ? (inner as Record<PropertyKey, unknown>)[key] : undefined;
  }
  return path.length > 0 && inner === undefined;
}
