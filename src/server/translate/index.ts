/** Translates thrown values to errors of the contract. */
export { checkInput, InputError } from "./check-input.ts";
export type { ConstraintViolation } from "./database-constraint.ts";
export type { FieldError, FieldErrorCode, FieldLocation } from "./field-error.ts";
export { outageCode } from "./outage.ts";
export { conditionRaiser, type ShapeFieldErrors } from "./raise-condition.ts";
export { schemaIssues } from "./schema-issues.ts";
export { createTranslator, type TranslateOptions, type TranslateRule } from "./translate-error.ts";
