import type { ApiKeyGuard, CreditsGuard, KeyManagement } from "errata/guards";
import type { Balances, Keys } from "errata/store";
import type { ConcurrencyLimit } from "../shared/concurrency/index.ts";
import type { FileBackend } from "../shared/files/index.ts";
import type { Idempotency } from "../shared/idempotency/index.ts";
import type { Counters } from "../shared/limits/index.ts";
import type { Account } from "./accounts/account.ts";
import type { ImageAnalyst } from "./analyses/image-analyst.ts";
import type { ImageWorker } from "./images/image-worker.ts";

/** Everything that the routes use. The storage quota counts the bytes of each account. */
export interface Backend extends FileBackend {
  /** Count requests for the limits. */
  readonly counters: Counters;
  /** Analysed images, by account and calendar month. */
  readonly usageLedger: Balances;
  readonly usage: CreditsGuard;
  readonly keys: Keys;
  /** Runs each request that creates or charges once per account and Idempotency-Key. */
  readonly idempotency: Idempotency;
  /** Verifies the API keys of accounts. */
  readonly authenticate: ApiKeyGuard<Account>;
  /** Creates, rotates and revokes the keys of accounts. */
  readonly accountKeys: KeyManagement;
  /** Decodes images in separate processes. */
  readonly images: ImageWorker;
  readonly analyst: ImageAnalyst;
  /** Limits the analyses that run at the same time, by account. */
  readonly analysisLimit: ConcurrencyLimit;
  /** Time limit of one analysis with its whole batch, in milliseconds. */
  readonly deadlineMs: number;
  /** Time limit for a pause within an upload, in milliseconds. */
  readonly uploadIdleMs: number;
}
