import { z } from "zod";

/** One field of a request that was refused, as the boundary tells it: what contracts declare as details. */
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
});
