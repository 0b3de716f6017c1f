import { z } from "zod";
import { must } from "../fields.ts";

/** The sections of a note, in reading order. */
export const sections = ["subjective", "objective", "assessment", "plan"] as const;

/** One section of a note. */
export type Section = (typeof sections)[number];

/** Schema of the template for an account's notes. */
export const Template = z.strictObject(
  {
    sections: z
      .array(z.enum(sections, must(`be one of ${sections.join(", ")}`)), must("be a list"))
      .min(1, must("name a section"))
      .max(sections.length, must("name each section once"))
      .refine((names) => new Set(names).size === names.length, must("name each section once"))
      .meta({ uniqueItems: true })
      .describe("Sections of a note, each at most once, in the order of the note."),
    maxSentences: z
      .number(must("be a number"))
      .int(must("be a whole number"))
      .min(1, must("be at least 1"))
      .max(20, must("be at most 20"))
      .default(5)
      .describe(
        "Maximum number of statements per section: sentences, or up to three short answers with their questions. It applies to the built-in provider.",
      ),
  },
  must("be an object"),
);

/** The sections of an account's notes, and their length. */
export type Template = z.output<typeof Template>;
