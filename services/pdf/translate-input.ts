import type { ApiError } from "errata";
import { type FieldError, InputError, schemaIssues, type TranslateRule } from "errata/server";
import { pdf } from "./contract.ts";

/** Answers a request that does not fit its schema with one failure. */
export const translateInput: TranslateRule = {
  name: "input of the pdf API",
  translate: (thrown) => (thrown instanceof InputError ? refusalOfInput(thrown) : undefined),
};

/** Chooses one failure of many, the most basic first: an absent field, then a wrong shape, then a value that cannot be accepted. */
export function refusalOfInput(thrown: InputError): ApiError | undefined {
  const fields = schemaIssues(thrown, thrown.location) ?? [];
  const note = `${fields.length} issues`;
  const absent = fields.find(({ code }) => code === "required");
  if (absent !== undefined) return pdf.error.MISSING_REQUIRED_FIELD({ field: absent.field }, { note });
  const misshapen = fields.find(({ code }) => code === "invalid_type" || code === "unknown_field");
  if (misshapen !== undefined) return pdf.error.VALIDATION_ERROR(toDetails(misshapen), { note });
  const [refused] = fields;
  return refused === undefined ? undefined : pdf.error.INVALID_INPUT(toDetails(refused), { note });
}

/** Says of a field error what the contract's messages say. */
export function toDetails({ field, message }: FieldError): { field: string; problem: string } {
  return { field, problem: message };
}
