import type { ApiError } from "errata";
import type { FieldError } from "errata/server";
import type { FormError } from "../shared/files/index.ts";
import { vision } from "./contract.ts";

/** Gives the details of VALIDATION_ERROR: the first field, and all of them for callers of the unified form. */
export function invalidDetails(errors: readonly FieldError[]): { field: string; errors: FieldError[] } {
  return { field: errors[0]?.field ?? "body", errors: [...errors] };
}

/** Makes the error of a field that fits its schema, but not what the service knows. */
export function invalidField(field: string, message: string): ApiError {
  return vision.error.VALIDATION_ERROR(invalidDetails([{ field, location: "body", code: "invalid", message }]));
}

/** Makes the error of a form that is not exactly one file. */
export function refuseForm({ field, code, message }: FormError): ApiError {
  return vision.error.VALIDATION_ERROR(invalidDetails([{ field, location: "body", code, message }]));
}
