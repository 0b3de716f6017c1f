import { z } from "zod";

/**
 * Creates the schema of a value with a limited number of placeholders in all its texts together. They are counted first,
 * because a body has room for 150,000, and each takes time to parse.
 */
export function boundedPlaceholders<Schema extends z.ZodType>(
  schema: Schema,
  maxPlaceholders: number,
): z.ZodType<z.output<Schema>, z.input<Schema>> {
  const rejectMany = (value: unknown, context: z.core.$RefinementCtx): unknown => {
    if (countPlaceholders(value) <= maxPlaceholders) return value;
    const message = `Must not have more than ${maxPlaceholders} placeholders.`;
    context.addIssue({ code: "custom", message, input: value });
    return z.NEVER;
  };
  return z.preprocess(rejectMany, schema) as never;
}

/** Counts double braces, which every placeholder starts with. */
function countPlaceholders(root: unknown): number {
  let count = 0;
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === "string") count += value.split("{{").length - 1;
    else if (typeof value === "object" && value !== null)
      for (const member of Object.values(value)) waiting.push(member);
  }
  return count;
}
