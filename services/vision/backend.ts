import { join } from "node:path";
import {
  type ApiKeyGuard,
  type CreditsGuard,
  type KeyManagement,
  keyManagement,
  type StorageQuotaGuard,
  storageQuota,
} from "errata/guards";
import { type Balances, balances, type Keys, keys, type Store } from "errata/store";
import { type FileBackend, openFileStore, reconcileFiles } from "../shared/files/index.ts";
import { type Account, accountGuard, accountKeys } from "./accounts/account.ts";
import { usageGuard } from "./accounts/usage.ts";
import { chatAnalyst } from "./analyses/chat-analyst.ts";
import type { ImageAnalyst } from "./analyses/image-analyst.ts";
import { localAnalyst } from "./analyses/local-analyst.ts";
import { vision } from "./contract.ts";
import { type ImageWorker, imageWorker } from "./images/image-worker.ts";
import type { VisionOptions } from "./options.ts";

/** Everything that the routes use. The storage quota counts the bytes of each account. */
export interface Backend extends FileBackend {
  /** Analysed images, by account and calendar month. */
  readonly usageLedger: Balances;
  readonly usage: CreditsGuard;
  readonly keys: Keys;
  /** Verifies the API keys of accounts. */
  readonly authenticate: ApiKeyGuard<Account>;
  /** Creates and revokes the keys of accounts. */
  readonly accountKeys: KeyManagement;
  /** Decodes images in separate processes. */
  readonly images: ImageWorker;
  readonly analyst: ImageAnalyst;
  /** Time limit of one analysis with its whole batch, in milliseconds. */
  readonly deadlineMs: number;
  /** Time limit for a pause within an upload, in milliseconds. */
  readonly uploadIdleMs: number;
}

/** How long the quota of an interrupted upload stays reserved if this process does not restart, in milliseconds. */
const reservationMs = 30_000;

/** Opens the backend of the service, and removes the files that a crash has left behind. */
export async function openBackend(options: VisionOptions): Promise<Backend> {
  const { store, folder, provider, deadlineMs = 30_000, bodyDeadlineMs = 20_000, clock = Date.now } = options;
  const keyRecords = keys({ clock });
  const usageLedger = balances({ unit: "images", clock });
  const authenticate = accountGuard({ store, keys: keyRecords, clock });
  const images = imageWorker();
  const backend: Backend = {
    store,
    files: await openFileStore(join(folder, "vision")),
    storage: storageGuard(store, balances({ unit: "bytes", clock }), clock),
    usageLedger,
    usage: usageGuard(store, usageLedger, clock),
    keys: keyRecords,
    authenticate,
    accountKeys: keyManagement({ format: accountKeys, store, keys: keyRecords, guards: [authenticate], clock }),
    images,
    // The analysis has its own deadline, so a request to the model must not end before it.
    analyst:
      provider === undefined ? localAnalyst : chatAnalyst({ ...provider, deadlineMs: deadlineMs + 1_000 }, images),
    deadlineMs,
    uploadIdleMs: bodyDeadlineMs,
    clock,
  };
  await reconcileFiles(backend);
  return backend;
}

function storageGuard(store: Store, ledger: Balances, clock: () => number): StorageQuotaGuard {
  return storageQuota({
    store,
    balances: ledger,
    // Reservations of other uploads count as used; otherwise the numbers would not explain the rejection.
    full: ({ quotaBytes, usedBytes, reservedBytes, requiredBytes }) =>
      vision.error.STORAGE_QUOTA_EXCEEDED({ quotaBytes, usedBytes: usedBytes + reservedBytes, requiredBytes }),
    reservationMs,
    clock,
  });
}
