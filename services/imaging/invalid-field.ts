import type { FormFault } from "../shared/files/index.ts";
import { imaging } from "./contract.ts";

/** Describes a field that fits its schema, but not what the service knows. */
export function invalidField(
  field: string,
  message: string,
): { field: string; location: "body"; code: "invalid"; message: string } {
  return { field, location: "body", code: "invalid", message };
}

/** Makes the error of a form that is not exactly one file. */
export function refuseForm({ field, code, message }: FormFault): Error {
  return imaging.error.VALIDATION_FAILED([{ field, location: "body", code, message }]);
}
