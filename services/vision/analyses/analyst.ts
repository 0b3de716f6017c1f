import type { Fields } from "../schemas/fields.ts";
import type { Measurements } from "./measure.ts";

/** One image to look at. */
export interface Picture {
  readonly content: Uint8Array;
  /** What was measured of it. */
  readonly measured: Measurements;
}

/** What to look for. */
export interface Wish {
  /** The caller's own words; undefined where there are none. */
  readonly prompt: string | undefined;
  /** Facts to extract; undefined where none are wanted. */
  readonly fields: Fields | undefined;
}

/** A value of an extracted fact; null where the image does not tell. */
export type FactValue = string | number | boolean | null;

/** What was seen on an image. */
export interface Sight {
  readonly description: string;
  /** Lower-case words for what is on it. */
  readonly labels: readonly string[];
  /** Text that is written on it; null where there is none. */
  readonly text: string | null;
  /** A value for each of the wanted fields; null where none are wanted. */
  readonly extracted: Readonly<Record<string, FactValue>> | null;
}

/** Looks at images. */
export interface Analyst {
  /** Name in the results: `local`, or that of a model. */
  readonly name: string;
  /** Images that it looks at at the same time. */
  readonly width: number;
  /** @throws ProviderError, or the signal's reason once nobody waits any more */
  look(picture: Picture, wish: Wish, signal: AbortSignal): Promise<Sight>;
}
