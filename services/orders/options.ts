import type { Recorder, SuccessRecorder, TraceIds } from "errata/server";
import type { Store } from "errata/store";
import type { FilesOptions } from "../shared/files/index.ts";
import type { SharedCounters } from "../shared/limits/index.ts";
import type { Retention } from "../shared/retention/index.ts";
import type { SecretBox } from "../shared/secrets/index.ts";
import type { WorkerPool } from "../shared/worker-pool/index.ts";
import type { WebhooksOptions } from "./webhooks/webhooks.ts";

/** Options of `openOrders`: the values that the service needs from its environment. */
export interface OrdersOptions extends FilesOptions {
  /** Store with the tables of `ordersMigrations`. On PostgreSQL, several processes can share it. */
  readonly store: Store;
  /** Encrypts signing keys and the secrets of webhooks. Processes that share the store share its keys. */
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
  /** How webhooks are sent. @default to public addresses only, with a timeout of 15 s */
  readonly webhooks?: Pick<WebhooksOptions, "allow" | "resolve" | "timeoutMs" | "random"> | undefined;
  /** Processes that do the work of orders. @default a pool of `concurrency` processes, closed when the service stops */
  readonly pool?: WorkerPool | undefined;
  /** Orders that are processed at the same time, 1 or more. Each needs up to 208 MiB of memory. @default 2, or 1 with two cores or fewer */
  readonly concurrency?: number | undefined;
  /**
   * Processing per account in any hour that may end without a charge, in milliseconds, 1 or more. It bounds the load of an
   * account whose orders fail, time out or are cancelled.
   *
   * @default 300_000
   */
  readonly unchargedWorkMs?: number | undefined;
  /** Time limit for receiving a JSON body, in milliseconds, 1 or more. @default 20_000 */
  readonly bodyDeadlineMs?: number | undefined;
  /** Longest time from a complete request to its response, for most operations, in milliseconds. @default 10_000 */
  readonly responseDeadlineMs?: number | undefined;
  /** URL at which callers reach the server, for links to pages in errors. @default errors have the path of the page */
  readonly publicUrl?: string | undefined;
  /** Returns the current time in epoch milliseconds. @default Date.now */
  readonly clock?: (() => number) | undefined;
}
