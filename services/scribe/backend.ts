import type { ApiKeyGuard, KeyManagement } from "errata/guards";
import type { Keys, Store } from "errata/store";
import type { ConcurrencyLimit } from "../shared/concurrency/index.ts";
import type { Idempotency } from "../shared/idempotency/index.ts";
import type { Counters } from "../shared/limits/index.ts";
import type { WorkerPool } from "../shared/worker-pool/index.ts";
import type { Account } from "./accounts/account.ts";
import type { NoteWriter } from "./notes/note-writer.ts";

/** Everything that the routes use. */
export interface Backend {
  readonly store: Store;
  readonly keys: Keys;
  /** Verifies the API keys of accounts. */
  readonly authenticate: ApiKeyGuard<Account>;
  /** Creates, rotates and revokes the API keys of accounts. */
  readonly accountKeys: KeyManagement;
  /** Runs each request that creates or charges once per account and Idempotency-Key. */
  readonly idempotency: Idempotency;
  /** The available note writers, by the provider name that accounts configure. */
  readonly writers: ReadonlyMap<string, NoteWriter>;
  /** Processes of the writers. */
  readonly notePool: WorkerPool;
  /** Limits the notes that are written at the same time, by account. */
  readonly noteLimit: ConcurrencyLimit;
  /** Count requests for the limits. */
  readonly counters: Counters;
  /** Returns the current time in epoch milliseconds. */
  readonly clock: () => number;
}
