import type { Account } from "../accounts/account.ts";
import type { ImageFile } from "../images/image-worker.ts";
import type { Measurements } from "../images/measure-image.ts";
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
export type ExtractedValue = string | number | boolean | null;

/** A description of an image. */
export interface Observation {
  readonly description: string;
  /** Lower-case words for what the image shows. */
  readonly labels: readonly string[];
  /** The text in the image; null if there is none. */
  readonly text: string | null;
  /** A value for each requested field; null if no fields were requested. */
  readonly extracted: Readonly<Record<string, ExtractedValue>> | null;
}

/** Describes images. */
export interface ImageAnalyst {
  /** Name in responses: `local`, or the name of a model. */
  readonly name: string;
  /** Number of images of one analysis that are processed at the same time. */
  readonly concurrency: number;
  /** @throws ProviderError; the signal's reason when the analysis is cancelled */
  describe(input: AnalystInput, signal: AbortSignal): Promise<Observation>;
}
