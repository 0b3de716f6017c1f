import { z } from "zod";

/** Variables by name, or the schema of some: a JSON object. Zod's own word for it, record, is none of JSON's. */
export const Variables: z.ZodType<Record<string, unknown>, Record<string, unknown>> = z.record(
  z.string(),
  z.unknown(),
  // That it is absent stays to be told.
  { error: ({ input }) => (input === undefined ? undefined : "Must be an object.") },
);
