import { z } from "zod";

/** As deep as anything that is kept may be: what writes JSON calls itself at each level, and has an end. */
const maxDepth = 64;

/** Variables by name, or the schema of some: a JSON object. Zod's own word for it, record, is none of JSON's. */
export const Variables: z.ZodType<Record<string, unknown>, Record<string, unknown>> = z
  .record(z.string(), z.unknown(), {
    // That it is absent stays to be told.
    error: ({ input }) => (input === undefined ? undefined : "Must be an object."),
  })
  .refine(isShallow, `Must not be nested more than ${maxDepth} deep.`);

/** Level by level, not by calling itself: bodies can be nested deeper than calls. */
function isShallow(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) return false;
    level = level
      .flatMap((one) => Object.values(one as object))
      .filter((one) => typeof one === "object" && one !== null);
  }
  return true;
}
