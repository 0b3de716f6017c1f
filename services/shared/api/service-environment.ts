import type { Recorder, SuccessRecorder, TraceIds } from "errata/server";
import type { Store } from "errata/store";
import type { FilesOptions } from "../files/index.ts";
import type { SharedCounters } from "../limits/index.ts";
import type { Retention } from "../retention/index.ts";
import type { SecretBox } from "../secrets/index.ts";

/** Everything that an API gets from the process that runs it. */
export interface ServiceEnvironment extends FilesOptions {
  /** A store with the tables of every API. */
  readonly store: Store;
  /** Counters for limits that all nodes share. @default counters in this process */
  readonly counters?: SharedCounters | undefined;
  /** Encrypts the secrets that are stored. */
  readonly secrets: SecretBox;
  /** URL at which callers reach the server; undefined if it is not known. */
  readonly publicUrl?: string | undefined;
  /** Longest time from a complete request to its response, for most operations, in milliseconds. @default 10_000 */
  readonly responseDeadlineMs?: number | undefined;
  /** How long data is kept. @default `defaultRetention` */
  readonly retention?: Retention | undefined;
  /** Receives every error that is sent. */
  readonly record: Recorder;
  /** Receives every response that is not an error. */
  readonly recordSuccess?: SuccessRecorder | undefined;
  /** Returns the ids of the current trace and span, which errors are recorded with. @default none */
  readonly trace?: (() => TraceIds | undefined) | undefined;
  /** Receives the error of each background job that failed and will run again. @param job what it worked on */
  readonly onJobFailed: (error: unknown, job: string) => void;
}
