/** Translates thrown values to errors of the contract. */
export { checkInput, InputError, inputError } from "./check-input.ts";
export type { ConstraintViolation } from "./database-constraint.ts";
export { responseError } from "./default-error.ts";
export { findFormError, findWithin } from "./errors-within.ts";
export type { FieldError, FieldErrorCode, FieldLocation } from "./field-error.ts";
export { httpFailure } from "./http-failure.ts";
export { outageCode } from "./outage.ts";
export { isApiError, isFrameworkSignal, isResponse } from "./pass-through.ts";
export { conditionRaiser, type ShapeFieldErrors } from "./raise-condition.ts";
export { schemaIssues } from "./schema-issues.ts";
export { createTranslator, type TranslateOptions, type TranslateRule } from "./translate-error.ts";
