import { pdf } from "./contract.ts";

/** Makes the refusal of a value that fits its schema, but cannot be accepted. @returns INVALID_INPUT */
export function invalidInput(field: string, problem: string): Error {
  return pdf.error.INVALID_INPUT({ field, problem });
}
