import { z } from "zod";

/**
 * Makes the schema of a text that is one of some. That it is absent, or no text, is told as of any other field, which an
 * enumeration alone does not tell from a text that is none of them.
 */
export function oneOf<const Values extends readonly string[]>(values: Values): z.ZodType<Values[number], string> {
  return z.string().pipe(z.enum(values) as z.ZodType<Values[number], string>);
}
