import type { ApiError } from "errata";
import type { BoundaryEnvWith } from "errata/hono";
import type { FieldError } from "errata/server";
import { z } from "zod";
import type { FormError } from "../shared/files/index.ts";
import { pageQuery } from "../shared/http/index.ts";
import type { Account } from "./accounts/account.ts";
import { vision } from "./contract.ts";

/** Hono's environment in the routes. Authentication sets the account and the scopes of its key. */
export type VisionEnv = BoundaryEnvWith<{ account: Account; scopes: readonly string[] }>;

/** Query of a list. */
export const ListQuery = z.strictObject(pageQuery(vision.limits.pageItems));

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

/** Creates the error for an idempotency key that cannot be used. */
export function invalidIdempotencyKey(message: string): ApiError {
  const field = "Idempotency-Key";
  return vision.error.VALIDATION_ERROR(invalidDetails([{ field, location: "header", code: "invalid", message }]));
}
