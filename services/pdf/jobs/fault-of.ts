import { ApiError } from "errata";
import { InputError } from "errata/server";
import { pdf } from "../contract.ts";
import { faultOfDatabase } from "../translate-database.ts";
import { refusalOfInput } from "../translate-input.ts";

/** Says of a failed document what a request for it alone would have been answered. */
export function faultOf(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  if (thrown instanceof InputError) return refusalOfInput(thrown) ?? pdf.error.INTERNAL_ERROR();
  return faultOfDatabase(thrown) ?? pdf.error.INTERNAL_ERROR(undefined, { cause: thrown });
}
