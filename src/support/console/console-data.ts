/** A change of a balance that a request has caused. */
export interface LedgerLine {
  /** Unit of the balance, such as `credits` or `bytes`. */
  readonly unit: string;
  /** Account in the ledger. */
  readonly account: string;
  /** Cause of the change, such as `posted` or `refunded`. */
  readonly kind: string;
  /** Amount gained (positive) or lost (negative), in the unit. */
  readonly delta: number;
  /** When the balance changed, in milliseconds since 1970. */
  readonly at: number;
}

/** A background job that has not succeeded yet. */
export interface OperatorJob {
  /** Name of the queue. */
  readonly queue: string;
  /** Id of the job within the queue. */
  readonly id: string;
  /** `failed`: it failed in every attempt, and runs again only if somebody retries it. */
  readonly state: "waiting" | "running" | "failed";
  /** Number of attempts so far. */
  readonly attempts: number;
  /** When the job was added, in milliseconds since 1970. */
  readonly createdAt: number;
  /** Error of the last failed attempt, without details that are private; null if there is none. Secrets are masked. */
  readonly reason: string | null;
  /** Id of the request that has added the job; null if none has. */
  readonly requestId: string | null;
  /** Whether `retryJob` can run it again after it failed. @default false */
  readonly canRetry?: boolean | undefined;
}

/** The state of a queue of background jobs. */
export interface QueueState {
  /** Name of the queue. */
  readonly queue: string;
  /** Jobs that wait for a worker. */
  readonly waiting: number;
  /** Jobs that a worker is running. */
  readonly running: number;
  /** Jobs that failed in every attempt. */
  readonly failed: number;
  /** When the oldest job that waits or runs was added, in milliseconds since 1970; null if there is none. */
  readonly oldestAt: number | null;
}

/** A balance or a limit of an account. */
export interface AccountBalance {
  /** Name of what is counted, such as `credits` or `storage bytes`. */
  readonly name: string;
  /** Amount that is left. */
  readonly available: number;
  /** Amount that is held for work under way. */
  readonly reserved: number;
  /** Amount of the whole limit; null for a balance without a limit. */
  readonly limit: number | null;
}

/** A receiver of webhooks that does not accept them. */
export interface FailingWebhook {
  /** Id of the webhook. */
  readonly id: string;
  /** Account that owns it. */
  readonly tenant: string;
  /** Origin of its address, such as `https://hooks.example.com`. A path can contain a secret, so it is not shown. */
  readonly origin: string;
  /** Deliveries that were not accepted since the last success. */
  readonly failures: number;
  /** Why the last attempt failed, such as `status 500` or `timeout`. */
  readonly reason: string;
  /** When a delivery was accepted last, in milliseconds since 1970; null for never. */
  readonly lastSuccessAt: number | null;
  /** Whether events are no longer sent to it. */
  readonly isDisabled: boolean;
}

/**
 * Data of your app that the console shows beside the errors. Each member is optional; the console has no page or section for
 * one that is missing.
 */
export interface ConsoleData {
  /** Lists the changes of balances that a request has caused, for example with `entriesOfRequest` of `errata/store`. */
  readonly ledgerOf?: ((requestId: string) => Promise<readonly LedgerLine[]>) | undefined;
  /** Lists the jobs of a request that have not succeeded yet. */
  readonly jobsOf?: ((requestId: string) => Promise<readonly OperatorJob[]>) | undefined;
  /** Lists the balances and limits of an account. @returns an empty array for an unknown account */
  readonly balancesOf?: ((api: string, tenant: string) => Promise<readonly AccountBalance[]>) | undefined;
  /** Returns the state of every queue. */
  readonly queues?: (() => Promise<readonly QueueState[]>) | undefined;
  /** Lists the jobs that failed in every attempt, the newest first. Return at most 100. */
  readonly failedJobs?: (() => Promise<readonly OperatorJob[]>) | undefined;
  /** Runs a failed job again. @returns false if the job is not there, or can no longer run */
  readonly retryJob?: ((queue: string, id: string) => Promise<boolean>) | undefined;
  /** Lists the receivers of webhooks that fail, the worst first. Return at most 100. */
  readonly failingWebhooks?: (() => Promise<readonly FailingWebhook[]>) | undefined;
}
