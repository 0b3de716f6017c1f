import type { AnyContract, Entry } from "../contract/index.ts";
import type { Envelope, WireError } from "../envelope/index.ts";
import type { ExpectedError } from "./expected-error.ts";
import type { ReadResponse } from "./read-response.ts";

/** A response, and the error with which it is compared. */
export interface Check {
  readonly contract: AnyContract;
  readonly entry: Entry;
  readonly envelope: Envelope;
  readonly response: ReadResponse;
  /** The parsed body; undefined if it has another shape. */
  readonly parsed: WireError | undefined;
  readonly expected: ExpectedError;
}
