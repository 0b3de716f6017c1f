import type { ApiError } from "errata";
import type { BoundaryEnvWith } from "errata/hono";
import type { FieldError } from "errata/server";
import { z } from "zod";
import type { FormError } from "../shared/files/index.ts";
import { Name, pageQuery } from "../shared/http/index.ts";
import type { Once } from "../shared/idempotency/index.ts";
import type { Account } from "./accounts/account.ts";
import { vision } from "./contract.ts";

/** Hono's environment in the routes. Authentication sets the account, and the id and the scopes of its key. */
export type VisionEnv = BoundaryEnvWith<{ account: Account; keyId: string; scopes: readonly string[] }>;

/** Runs the work of a request once per account and Idempotency-Key. */
export type VisionOnce = Once<VisionEnv>;

/** Query of a list. */
export const ListQuery = z.strictObject(pageQuery(vision.limits.pageItems));

/** Query of a list of things with names. */
export const NamedQuery = ListQuery.extend({
  name: Name.optional().describe("Lists only those with this name."),
});

/** Returns the details of VALIDATION_ERROR: the first field, and all field errors for the unified envelope. */
export function invalidDetails(errors: readonly FieldError[]): { field: string; errors: FieldError[] } {
  return { field: errors[0]?.field ?? "body", errors: [...errors] };
}

/** Creates the error for a body field that matches its schema but is not acceptable. */
export function invalidField(field: string, message: string): ApiError {
  return vision.error.VALIDATION_ERROR(invalidDetails([{ field, location: "body", code: "invalid", message }]));
}

/** Creates the error for a form that is not exactly one file. */
export function invalidForm({ field, code, message }: FormError): ApiError {
  return vision.error.VALIDATION_ERROR(invalidDetails([{ field, location: "body", code, message }]));
}

/** Creates the error for a malformed idempotency key. */
export function invalidKey(): ApiError {
  const error = { field: "Idempotency-Key", location: "header", code: "invalid" } as const;
  const message = "Must be 1 to 255 visible ASCII characters.";
  return vision.error.VALIDATION_ERROR(invalidDetails([{ ...error, message }]));
}
