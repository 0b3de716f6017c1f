import type { ApiKeyGuard, CreditsGuard, KeyManagement } from "errata/guards";
import type { Balances, Keys, Store } from "errata/store";
import type { FileStore } from "../shared/files/index.ts";
import type { Idempotency } from "../shared/idempotency/index.ts";
import type { Counters } from "../shared/limits/index.ts";
import type { Queue } from "../shared/queue/index.ts";
import type { SigningKeys } from "./credentials/signing-keys.ts";
import type { ItemRef } from "./jobs/job.ts";
import type { Renderer } from "./render/renderer.ts";
import type { Workspace } from "./workspaces/workspace.ts";

/** Everything that the routes and the worker use. */
export interface Backend {
  readonly store: Store;
  /** The contents of documents. Every method throws S3_ERROR if it fails. */
  readonly files: FileStore;
  /** Balance of each workspace, in credits. */
  readonly creditLedger: Balances;
  readonly credits: CreditsGuard;
  readonly keys: Keys;
  /** Verifies the API keys of workspaces. */
  readonly authenticate: ApiKeyGuard<Workspace>;
  /** Creates, rotates and revokes the API keys of workspaces. */
  readonly apiKeys: KeyManagement;
  /** Runs each request that creates or charges once per workspace and Idempotency-Key. */
  readonly idempotency: Idempotency;
  /** Sign and verify the tokens of members. */
  readonly signingKeys: SigningKeys;
  readonly renderer: Renderer;
  /** The documents of jobs. */
  readonly jobQueue: Queue<ItemRef>;
  /** Cost of hashing a password: the parameter N of scrypt. */
  readonly passwordCost: number;
  /** Count requests for the limits. */
  readonly counters: Counters;
  /** Returns the current time in epoch milliseconds. */
  readonly clock: () => number;
}
