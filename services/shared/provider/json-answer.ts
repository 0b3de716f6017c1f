import type { StandardSchema } from "errata";

/** An answer in JSON. */
export interface JsonAnswer<Output> {
  /** What the endpoint calls the form: letters, digits, `_` and `-`, up to 64. */
  readonly name: string;
  /** Judges the answer; a library that gives JSON Schema (Zod 4) also tells the model what to answer. */
  readonly schema: StandardSchema<Output>;
}
