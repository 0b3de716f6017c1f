import { ApiError } from "errata";
import { type FieldError, InputError, outageCode, schemaIssues, type TranslateRule } from "errata/server";
import { StoreError } from "errata/store";
import { pdf } from "../contract.ts";

/** Converts input that does not match its schema, and failures of the database. */
export const translateRules: readonly TranslateRule[] = [
  {
    name: "input of the pdf API",
    translate: (thrown) => (thrown instanceof InputError ? inputError(thrown) : undefined),
  },
  { name: "database of the pdf API", translate: databaseError },
];

/** Creates INVALID_INPUT, for a value that matches its schema but is not acceptable. */
export function invalidInput(field: string, problem: string): ApiError {
  return pdf.error.INVALID_INPUT({ field, problem });
}

/** Converts a field error to the details of the contract. */
export function toDetails({ field, message }: FieldError): { field: string; problem: string } {
  return { field, problem: message };
}

/** Converts an error of a job to the error that a request for the same document would have returned. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  const known = thrown instanceof InputError ? inputError(thrown) : databaseError(thrown);
  return known ?? pdf.error.INTERNAL_ERROR(undefined, { cause: thrown });
}

/** Names the document of a job in an error about its variables: `documents.3.variables.name`. */
export function withPath(error: ApiError, position: number): ApiError {
  const place = (field: string): string => `documents.${position}.${field}`;
  const { code, details } = error as {
    readonly code: string;
    readonly details?: { field?: unknown; problem?: unknown };
  };
  const { field, problem } = details ?? {};
  // Other fields are those of the design.
  if (typeof field !== "string" || !field.startsWith("variables")) return error;
  if (code === "MISSING_REQUIRED_FIELD") return pdf.error.MISSING_REQUIRED_FIELD({ field: place(field) });
  const located = { field: place(field), problem: String(problem) };
  if (code === "VALIDATION_ERROR") return pdf.error.VALIDATION_ERROR(located);
  return code === "INVALID_INPUT" ? pdf.error.INVALID_INPUT(located) : error;
}

/** Reports the most basic of all problems: a missing field, then a wrong shape, then a value that is not acceptable. */
function inputError(thrown: InputError): ApiError | undefined {
  const fields = schemaIssues(thrown, thrown.location) ?? [];
  const note = `${fields.length} issues`;
  const missing = fields.find(({ code }) => code === "required");
  if (missing !== undefined) return pdf.error.MISSING_REQUIRED_FIELD({ field: missing.field }, { note });
  const misshapen = fields.find(({ code }) => code === "invalid_type" || code === "unknown_field");
  if (misshapen !== undefined) return pdf.error.VALIDATION_ERROR(toDetails(misshapen), { note });
  const [first] = fields;
  return first && pdf.error.INVALID_INPUT(toDetails(first), { note });
}

/** Reports every failure of the database, except violated constraints, as the one documented error. */
function databaseError(thrown: unknown): ApiError | undefined {
  if (!(thrown instanceof Error) || !isDatabaseFailure(thrown)) return undefined;
  const note = outageCode(thrown) ?? String((thrown as { code?: unknown }).code);
  return pdf.error.DATABASE_ERROR(undefined, { cause: thrown, note });
}

/** Classes 22 and 23 of PostgreSQL, and SQLITE_CONSTRAINT, reject the data; they are mapped by constraint name, or a bug. */
function isDatabaseFailure(thrown: Error): boolean {
  if (thrown instanceof StoreError) return true;
  const { code } = thrown as { code?: unknown };
  if (typeof code !== "string") return false;
  if (thrown.name === "PostgresError") return !/^2[23]/.test(code);
  return code.startsWith("SQLITE_") && !code.startsWith("SQLITE_CONSTRAINT");
}
