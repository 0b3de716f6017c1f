import type { Recorder } from "errata/server";
import type { Store } from "errata/store";
import type { WebhooksOptions } from "./webhooks/webhooks.ts";
import type { Workshop } from "./work/workshop.ts";

/** What the service needs from the place where it runs. */
export interface OrdersOptions {
  /** A store with the tables of `ordersMigrations`; several processes may share it on PostgreSQL. */
  readonly store: Store;
  /** Folder of the files; processes that share the store share it too. */
  readonly folder: string;
  /** Receives every error that is answered. */
  readonly record?: Recorder;
  /** Is told of each background job that failed; it is tried again. @param job what it worked on */
  readonly onJobFailed?: (error: unknown, job: string) => void;
  /** How webhooks are sent. */
  readonly webhooks?: Pick<WebhooksOptions, "allow" | "resolve" | "timeoutMs" | "random">;
  /** Where the work is done. @default processes of the service's own */
  readonly workshop?: Workshop;
  /** Orders that are worked at at once. @default 2 */
  readonly concurrency?: number;
  /** How long a worker holds an order without a sign of life, in milliseconds. @default 5_000 */
  readonly leaseMs?: number;
  /** How long a JSON body may take to arrive, in milliseconds. @default 20_000 */
  readonly bodyDeadlineMs?: number;
  /** Current time in epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
}
