import { z } from "zod";
import type { Sight } from "../analyses/analyst.ts";
import { colourNames } from "../analyses/dominant-colours.ts";
import type { Measurements } from "../analyses/measure.ts";
import { Text } from "../well-formed.ts";

const Word = Text.trim().min(1).max(200);

/** A condition on one fact that an analysis found. */
export const Condition = z.discriminatedUnion("fact", [
  z.strictObject({
    fact: z.enum(["width", "height", "megapixels", "frames", "brightness", "contrast", "sharpness", "saturation"]),
    is: z.enum(["at_least", "at_most"]),
    value: z.number().min(0).max(1e9),
  }),
  z.strictObject({
    fact: z.literal("orientation"),
    is: z.enum(["equal", "not_equal"]),
    value: z.enum(["landscape", "portrait", "square"]),
  }),
  z.strictObject({
    fact: z.literal("dominantColours"),
    is: z.enum(["including", "excluding"]),
    value: z.enum(colourNames),
  }),
  /** Labels are compared whole, text by what it contains; neither minds case. */
  z.strictObject({ fact: z.enum(["labels", "text"]), is: z.enum(["including", "excluding"]), value: Word }),
]);

/** A condition on one fact that an analysis found. */
export type Condition = z.output<typeof Condition>;

/** What conditions are judged by. */
export interface Findings {
  readonly measured: Measurements;
  readonly sight: Pick<Sight, "labels" | "text">;
}

/** Tells whether a condition holds. */
export function holds(condition: Condition, { measured, sight }: Findings): boolean {
  switch (condition.fact) {
    case "orientation":
      return (measured.orientation === condition.value) === (condition.is === "equal");
    case "dominantColours":
      return measured.dominantColours.some(({ name }) => name === condition.value) === (condition.is === "including");
    case "labels":
      return sight.labels.some((label) => isSame(label, condition.value)) === (condition.is === "including");
    case "text":
      return contains(sight.text ?? "", condition.value) === (condition.is === "including");
    default: {
      const value = measured[condition.fact];
      return condition.is === "at_least" ? value >= condition.value : value <= condition.value;
    }
  }
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function contains(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}
