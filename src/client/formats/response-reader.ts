import type { Kind } from "../../contract/index.ts";
import type { HeaderSource } from "../parse/untrusted-input.ts";

/**
 * Functions of the client that the formats use. They are passed in rather than imported, so that bundlers write the formats
 * to one file that shares no other file with the client.
 */
export interface ResponseReader {
  /** Returns a header; "" if it is missing. */
  readonly readHeader: (headers: HeaderSource, name: string) => string;
  /** Returns the wait that a response asks for, in milliseconds. */
  readonly retryHint: (headers: HeaderSource, body?: unknown) => number | undefined;
  /** Returns the kind of a status. */
  readonly kindOfStatus: (status: number) => Kind;
}

/** Characters kept of a text. */
export const maxTextLength = 4096;

/** Returns a value as text. Objects are none, because a body can define `toString` as anything, which would throw. */
export function textOf(value: unknown): string {
  return typeof value === "object" ? "" : `${value}`;
}
