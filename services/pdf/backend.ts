import { type ApiKeyGuard, type CreditsGuard, credits, type KeyManagement, keyManagement } from "errata/guards";
import { type Balances, balances, type Keys, keys, type Store } from "errata/store";
import { type Queue, queue } from "../shared/queue/index.ts";
import { pdf } from "./contract.ts";
import { keyGuard, workspaceKeys } from "./credentials/api-keys.ts";
import { type SigningKeys, signingKeys } from "./credentials/signing-keys.ts";
import { tokenMs } from "./credentials/tokens.ts";
import type { ItemRef } from "./jobs/start-job.ts";
import { sweepObjects } from "./objects/object-moves.ts";
import { type ObjectStore, openObjects } from "./objects/object-store.ts";
import type { PdfOptions } from "./options.ts";
import { openRenderer, openRenderPool, type Renderer } from "./render/renderer.ts";
import type { Workspace } from "./workspaces/workspace.ts";

/** Everything that the routes and the worker use. */
export interface Backend {
  readonly store: Store;
  readonly objects: ObjectStore;
  /** Balance of each workspace, in credits. */
  readonly creditLedger: Balances;
  readonly credits: CreditsGuard;
  readonly keys: Keys;
  /** Verifies the API keys of workspaces. */
  readonly authenticate: ApiKeyGuard<Workspace>;
  /** Creates and revokes the API keys of workspaces. */
  readonly apiKeys: KeyManagement;
  /** Sign and verify the tokens of members. */
  readonly signingKeys: SigningKeys;
  readonly renderer: Renderer;
  /** The documents of jobs. */
  readonly jobQueue: Queue<ItemRef>;
  /** Cost of hashing a password: the parameter N of scrypt. */
  readonly passwordCost: number;
  /** Returns the current time in epoch milliseconds. */
  readonly clock: () => number;
}

/** Opens the backend of the service. */
export function openBackend(options: PdfOptions): Backend {
  const { store, folder, s3, renderPool = openRenderPool(), passwordCost = 32_768, clock = Date.now } = options;
  const keyRecords = keys({ clock });
  const authenticate = keyGuard({ store, keys: keyRecords, clock });
  const creditLedger = balances({ unit: "credits", clock });
  return {
    store,
    objects: openObjects(folder, s3),
    creditLedger,
    credits: credits({
      store,
      balances: creditLedger,
      insufficient: pdf.error.INSUFFICIENT_CREDITS,
      reservationMs: 60_000,
      clock,
    }),
    keys: keyRecords,
    authenticate,
    apiKeys: keyManagement({ format: workspaceKeys, store, keys: keyRecords, guards: [authenticate], clock }),
    signingKeys: signingKeys(store.sql, clock, tokenMs),
    renderer: openRenderer(renderPool, clock),
    jobQueue: queue({ name: "pdf-documents", store, clock }),
    passwordCost,
    clock,
  };
}

/** Returns the credits of requests that died, and removes objects without a document. */
export async function cleanUp(backend: Backend): Promise<void> {
  await backend.store.transaction((sql) => backend.creditLedger.expire(sql), { sqlOnly: true });
  await sweepObjects(backend);
}
