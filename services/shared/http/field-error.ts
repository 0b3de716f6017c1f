import type { FieldError as LibraryFieldError } from "errata/server";
import { z } from "zod";

/** Schema of the boundary's field errors, for contracts that send them as details. */
export const FieldError = z.object({
  /** Path with dots, such as `addOns.0`. */
  field: z.string(),
  location: z.enum(["body", "query", "path", "header", "cookie"]),
  code: z.enum([
    "required",
    "unknown_field",
    "invalid_type",
    "invalid_format",
    "not_allowed",
    "too_small",
    "too_large",
    "invalid",
  ]),
  message: z.string(),
}) satisfies z.ZodType<Required<LibraryFieldError>>;
