import { z } from "zod";
import { Text } from "../../shared/http/index.ts";

/** The types of extracted values. */
const fieldTypes = ["string", "number", "boolean"] as const;

/** The type of an extracted value. */
export type FieldType = (typeof fieldTypes)[number];

const names = (fields: readonly { readonly name: string }[]): Set<string> => new Set(fields.map(({ name }) => name));

/** Schema of the fields of an extraction schema. Names are unique. */
export const FieldList = z
  .array(
    z.strictObject({
      name: z
        .string()
        .regex(/^[a-zA-Z]\w{0,63}$/, "Must be a letter, then letters, digits and underscores.")
        .describe("Name of the field, unique in the schema."),
      type: z.enum(fieldTypes).describe("Type of the value."),
      description: Text.max(500).default("").describe("Explains the field to the model."),
    }),
  )
  .min(1)
  .max(32)
  .refine((fields) => names(fields).size === fields.length, "Must have each name once.");

/** The fields of an extraction schema. */
export type Fields = z.output<typeof FieldList>;
