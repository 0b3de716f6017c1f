import type { Recorder, SuccessRecorder, TraceIds } from "errata/server";
import type { Store } from "errata/store";
import type { FilesOptions } from "../shared/files/index.ts";
import type { SharedCounters } from "../shared/limits/index.ts";
import type { Retention } from "../shared/retention/index.ts";
import type { SecretBox } from "../shared/secrets/index.ts";
import type { WorkerPool } from "../shared/worker-pool/index.ts";

/** Options of `openPdf`: the values that the service needs from its environment. */
export interface PdfOptions extends FilesOptions {
  /** Store with the tables of `pdfMigrations`. */
  readonly store: Store;
  /** Encrypts signing keys. Processes that share the store share its keys. */
  readonly secrets: SecretBox;
  /** Counters for limits that all nodes share. @default counters in this process */
  readonly counters?: SharedCounters | undefined;
  /** How long data is kept after it ended. @default 30 to 396 days, by the kind of the data */
  readonly retention?: Retention | undefined;
  /** Receives every error that the API returns. @default errors are not recorded */
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
  /** Time limit for receiving a JSON body, in milliseconds, 1 or more. @default 20_000 */
  readonly bodyDeadlineMs?: number | undefined;
  /** Longest time from a complete request to its response, for most operations, in milliseconds. @default 10_000 */
  readonly responseDeadlineMs?: number | undefined;
  /**
   * Processes that render documents, opened by `openRenderPool`. The service does not close a pool that it receives.
   *
   * @default a pool of one process per core, at most 4, which is closed with the service
   */
  readonly renderPool?: WorkerPool | undefined;
  /**
   * CPU time in which a document must be rendered, in milliseconds, 1 to 10,000. Raise it on a slow machine.
   *
   * @default 1_500
   */
  readonly renderMs?: number | undefined;
  /** Cost of hashing a password: the parameter N of scrypt, a power of two. @default 32_768 */
  readonly passwordCost?: number | undefined;
  /** URL at which callers reach the server, for links to pages in errors. @default errors have the path of the page */
  readonly publicUrl?: string | undefined;
  /** Returns the current time in epoch milliseconds. @default Date.now */
  readonly clock?: (() => number) | undefined;
}
