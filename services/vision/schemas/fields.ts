import { z } from "zod";
import { Text } from "../well-formed.ts";

/** Types of extracted facts. */
const fieldTypes = ["string", "number", "boolean"] as const;

/** Type of an extracted fact. */
export type FieldType = (typeof fieldTypes)[number];

const names = (fields: readonly { readonly name: string }[]): Set<string> => new Set(fields.map(({ name }) => name));

/** The fields of an extraction schema, each name once. */
export const FieldList = z
  .array(
    z.strictObject({
      name: z.string().regex(/^[a-zA-Z]\w{0,63}$/, "Must be a letter, then letters, digits and underscores."),
      type: z.enum(fieldTypes),
      /** Tells the provider what is meant. */
      description: Text.max(500).default(""),
    }),
  )
  .min(1)
  .max(32)
  .refine((fields) => names(fields).size === fields.length, "Must have each name once.");

/** The fields of an extraction schema. */
export type Fields = z.output<typeof FieldList>;
