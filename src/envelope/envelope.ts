import type { Entry, FormatMessage, Json, JsonSchema } from "../contract/index.ts";
import type { Carries } from "./carries.ts";
import type { WireError } from "./wire-error.ts";

/** What one occurrence adds to the facts of its code. */
export interface RenderValues {
  /** Text for a person. @default what the renderer's `format` makes of the details */
  readonly message?: string;
  /** Structured facts; null counts as none. What JSON cannot carry (a circle, a bigint) is left out rather than lose the answer. */
  readonly details?: unknown;
  readonly requestId?: string;
}

/** One way in which errors look on the wire: everything is derived from one template, so that nothing can drift. */
export interface Envelope {
  /** The name by which it was asked for; the contract's name for a template without one. */
  readonly name: string;
  /** Content-Type of the bodies, without parameters. @default "application/json" */
  readonly mediaType: string;
  /** What of an error survives the way: `parse(render(e))` is `e` restricted to this. */
  readonly carries: Carries;
  /**
   * Compiles the writer of one code's errors; call it once per code, then use what it returns.
   * The writer never throws, and its output is what `JSON.stringify` gives for the same value, byte for byte.
   *
   * @param format writes the message, in the language of the answer. @default the entry's own
   */
  renderer(entry: Entry, format?: FormatMessage): (facts: RenderValues) => string;
  /**
   * Reads a body of this envelope. Never throws, whatever the body is.
   *
   * @param status the response's own status, which the result repeats; one in the body is advice only
   * @returns undefined when the body has another shape
   */
  parse(status: number, body: string): WireError | undefined;
  /** Gives the JSON Schema (2020-12) of the bodies, of one code or of any. */
  schema(entry?: Entry): JsonSchema;
  /** Gives the documented example of one code; facts that are not given are made up from the code's schema. */
  example(entry: Entry, facts?: Partial<RenderValues>): Json;
  /** Wraps the data of a success where the envelope has a success form; else returns the data. */
  success(data: unknown): unknown;
}
