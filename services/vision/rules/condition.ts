import { z } from "zod";
import { Text } from "../../shared/http/index.ts";
import type { Observation } from "../analyses/image-analyst.ts";
import { colourNames } from "../images/dominant-colours.ts";
import type { Measurements } from "../images/measurements.ts";

const Word = Text.trim().min(1).max(200);

/** Schema of a condition on one property of an analysed image. */
export const Condition = z.discriminatedUnion("fact", [
  z.strictObject({
    fact: z
      .enum(["width", "height", "megapixels", "frames", "brightness", "contrast", "sharpness", "saturation"])
      .describe("The measurement to compare."),
    is: z.enum(["at_least", "at_most"]).describe("How to compare it."),
    value: z.number().min(0).max(1e9).describe("The bound, in the unit of the measurement."),
  }),
  z.strictObject({
    fact: z.literal("orientation"),
    is: z.enum(["equal", "not_equal"]).describe("How to compare it."),
    value: z.enum(["landscape", "portrait", "square"]).describe("The orientation."),
  }),
  z.strictObject({
    fact: z.literal("dominantColours"),
    is: z.enum(["including", "excluding"]).describe("Whether the colour has to be present or absent."),
    value: z.enum(colourNames).describe("The colour."),
  }),
  z.strictObject({
    fact: z.enum(["labels", "text"]).describe("Where to search: in the labels, or in the text in the image."),
    is: z.enum(["including", "excluding"]).describe("Whether the value has to be present or absent."),
    value: Word.describe("A whole label, or a part of the text. Case is ignored."),
  }),
]);

/** A condition on one property of an analysed image. */
export type Condition = z.output<typeof Condition>;

/** The properties that conditions are evaluated on. */
export interface Findings {
  readonly measured: Measurements;
  readonly observation: Pick<Observation, "labels" | "text">;
}

/** Evaluates a condition. */
export function isMet(condition: Condition, { measured, observation }: Findings): boolean {
  switch (condition.fact) {
    case "orientation":
      return (measured.orientation === condition.value) === (condition.is === "equal");
    case "dominantColours":
      return measured.dominantColours.some(({ name }) => name === condition.value) === (condition.is === "including");
    case "labels":
      return observation.labels.some((label) => isSame(label, condition.value)) === (condition.is === "including");
    case "text":
      return contains(observation.text ?? "", condition.value) === (condition.is === "including");
    default: {
      const value = measured[condition.fact];
      return condition.is === "at_least" ? value >= condition.value : value <= condition.value;
    }
  }
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function contains(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}
