import { z } from "zod";
import { must } from "../text.ts";

/** The parts of a note, in the order in which it is read. */
export const sections = ["subjective", "objective", "assessment", "plan"] as const;

/** One part of a note. */
export type Section = (typeof sections)[number];

/** What an account's notes consist of. */
export const Template = z.strictObject(
  {
    sections: z
      .array(z.enum(sections, must(`be one of ${sections.join(", ")}`)), must("be a list"))
      .min(1, must("name a section"))
      .refine((names) => new Set(names).size === names.length, must("name each section once")),
    /** Most sentences of one section, where they are taken out of the transcript. */
    maxSentences: z
      .number(must("be a number"))
      .int(must("be a whole number"))
      .min(1, must("be 1 at least"))
      .max(20, must("be 20 at most"))
      .default(5),
  },
  must("be an object"),
);

/** What an account's notes consist of. */
export type Template = z.output<typeof Template>;
