import type { AnyContract, Entry, Json, JsonSchema } from "../contract/index.ts";
import type { WireError } from "./wire-error.ts";

/** What one occurrence adds to the facts of its code. */
export interface RenderFacts {
  readonly message: string;
  readonly details?: unknown;
  readonly requestId?: string;
}

/** One way in which errors look on the wire: everything is derived from one template. */
export interface Envelope {
  readonly name: string;
  readonly mediaType: string;
  /** Compiles the writer of one code's errors; call it once per code, then use what it returns. */
  renderer(entry: Entry): (facts: RenderFacts) => string;
  /** Reads a body of this envelope. Never throws. @returns undefined when the body has another shape */
  parse(status: number, body: string): WireError | undefined;
  /** Gives the JSON Schema of the bodies, of one code or of any. */
  schema(entry?: Entry): JsonSchema;
  /** Gives the documented example of one code. */
  example(entry: Entry, facts?: Partial<RenderFacts>): Json;
  /** Wraps the data of a success where the envelope has a success form; else returns the data. */
  success(data: unknown): unknown;
}

/** The envelopes that a contract's codes use. */
export interface Envelopes {
  /** The envelope of one code. */
  of(entry: Entry): Envelope;
  /** The envelope of codes that name none; its success form is the API's. */
  readonly main: Envelope;
}

/** Compiles every envelope of a contract. @throws ContractError with every fault of the templates */
export declare function envelopesOf(contract: AnyContract): Envelopes;
