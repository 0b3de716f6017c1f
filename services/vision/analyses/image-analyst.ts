import { z } from "zod";
import type { Account } from "../accounts/account.ts";
import type { ImageFile } from "../images/image-worker.ts";
import type { Measurements } from "../images/measurements.ts";
import type { Fields } from "../schemas/fields.ts";

/** An image to analyse. */
export interface AnalystInput {
  readonly account: Account;
  readonly file: ImageFile;
  readonly measured: Measurements;
  /** The caller's additional question; undefined if there is none. */
  readonly prompt: string | undefined;
  /** The fields to extract; undefined if there are none. */
  readonly fields: Fields | undefined;
}

/** An extracted value; null if the image does not show it. */
const ExtractedValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** An extracted value; null if the image does not show it. */
export type ExtractedValue = z.output<typeof ExtractedValue>;

/** A description of an image. */
export const Observation = z.object({
  description: z.string().describe("What the image shows, as a sentence."),
  labels: z.array(z.string()).readonly().describe("Lower-case words for what the image shows."),
  text: z.string().nullable().describe("The text in the image; null if there is none."),
  extracted: z
    .record(z.string(), ExtractedValue)
    .readonly()
    .nullable()
    .describe(
      "A value for each field of the extraction schema, null if the image does not show it; null without a schema.",
    ),
});

/** A description of an image. */
export type Observation = Readonly<z.output<typeof Observation>>;

/** Describes images. */
export interface ImageAnalyst {
  /** Name in responses: `local`, or the name of a model. */
  readonly name: string;
  /** Number of images of one analysis that are processed at the same time. */
  readonly concurrency: number;
  /** @throws ProviderError; the signal's reason when the analysis is cancelled */
  describe(input: AnalystInput, signal: AbortSignal): Promise<Observation>;
}
