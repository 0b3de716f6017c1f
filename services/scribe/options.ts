import type { Recorder, SuccessRecorder, TraceIds } from "errata/server";
import type { Store } from "errata/store";
import type { SharedCounters } from "../shared/limits/index.ts";
import type { ProviderSettings } from "../shared/provider/index.ts";
import type { Retention } from "../shared/retention/index.ts";

/** Options of `openScribe`: the values that the service needs from its environment. */
export interface ScribeOptions {
  /** Store with the tables of `scribeMigrations`. */
  readonly store: Store;
  /** Counters for limits that all nodes share. @default counters in this process */
  readonly counters?: SharedCounters | undefined;
  /** How long data is kept after it ended. @default 30 to 396 days, by the kind of the data */
  readonly retention?: Retention | undefined;
  /** Receives every error that the API returns, without anything from the request. @default errors are not recorded */
  readonly record?: Recorder | undefined;
  /** Receives every response that is not an error. @default they are not recorded */
  readonly recordSuccess?: SuccessRecorder | undefined;
  /** Returns the ids of the current trace and span, which errors are recorded with. @default none */
  readonly trace?: (() => TraceIds | undefined) | undefined;
  /**
   * Receives the error of each background job that failed. The job runs again.
   *
   * @param job what the job worked on, for the log
   * @default failures are ignored
   */
  readonly onJobFailed?: ((error: unknown, job: string) => void) | undefined;
  /** Model for accounts with the provider `chat`. @default none: requests of those accounts fail with account_invalid */
  readonly chat?: ProviderSettings | undefined;
  /** Time limit for receiving a JSON body, in milliseconds, 1 or more. @default 20_000 */
  readonly bodyDeadlineMs?: number | undefined;
  /** Longest time from a complete request to its response, for most operations, in milliseconds. @default 10_000 */
  readonly responseDeadlineMs?: number | undefined;
  /** URL at which callers reach the server, for links to pages in errors. @default errors have the path of the page */
  readonly publicUrl?: string | undefined;
  /** Returns the current time in epoch milliseconds. @default Date.now */
  readonly clock?: (() => number) | undefined;
}
