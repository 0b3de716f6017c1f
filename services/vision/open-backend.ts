import { keyManagement, type StorageQuotaGuard, storageQuota } from "errata/guards";
import { type Balances, balances, keys, type Store } from "errata/store";
import { concurrencyLimit } from "../shared/concurrency/index.ts";
import { MB, openFileStore, reconcileFiles } from "../shared/files/index.ts";
import { openIdempotency } from "../shared/idempotency/index.ts";
import { openCounters } from "../shared/limits/index.ts";
import { defaultRetention } from "../shared/retention/index.ts";
import { accountGuard, accountKeys } from "./accounts/account.ts";
import { usageGuard } from "./accounts/usage.ts";
import { chatAnalyst } from "./analyses/chat-analyst.ts";
import { localAnalyst } from "./analyses/local-analyst.ts";
import type { Backend } from "./backend.ts";
import { vision } from "./contract.ts";
import { invalidKey } from "./http.ts";
import { imageWorker, openImagePool } from "./images/image-worker.ts";
import type { VisionOptions } from "./options.ts";

/** How long the quota of an interrupted upload stays reserved if this process does not restart, in milliseconds. */
const reservationMs = 30_000;
/** Analyses without a model take less time, so further ones wait. In milliseconds. */
const analysisPatienceMs = 2_000;

/** More than a batch of the largest responses that a model may send. In bytes. */
const maxAnalysisBytes = 8 * MB;

/** Opens the backend of the service, and removes the files that a crash has left behind. */
export async function openBackend(options: VisionOptions): Promise<Backend> {
  const { store, folder, s3, provider, imagePool = openImagePool() } = options;
  // The largest image that is accepted takes 1.2 s; a longer time means a hostile file.
  const { decodeMs = 2_000, deadlineMs = 30_000, bodyDeadlineMs = 20_000, clock = Date.now } = options;
  const { retention = defaultRetention } = options;
  const keyRecords = keys({ retentionMs: retention.keysMs, clock });
  const usageLedger = balances({ unit: "images", retentionMs: retention.ledgerMs, clock });
  const storageLedger = balances({ unit: "bytes", retentionMs: retention.ledgerMs, clock });
  const authenticate = accountGuard(store, keyRecords, clock);
  const counters = openCounters("vision", clock, options.counters);
  const images = imageWorker(imagePool, counters, decodeMs);
  const backend: Backend = {
    store,
    counters,
    files: await openFileStore({ folder, s3 }, "vision"),
    storageLedger,
    storage: storageGuard(store, storageLedger, clock),
    usageLedger,
    usage: usageGuard(store, usageLedger, clock),
    keys: keyRecords,
    idempotency: openIdempotency({
      ...{ store, clock, maxStoredBytes: maxAnalysisBytes },
      refusals: {
        invalid: invalidKey,
        reused: vision.error.IDEMPOTENCY_KEY_REUSED,
        inFlight: vision.error.REQUEST_IN_PROGRESS,
        forgotten: ({ operation }, options) => vision.error[forgottenCode(operation)](undefined, options),
      },
    }),
    authenticate,
    accountKeys: keyManagement({ format: accountKeys, store, keys: keyRecords, guards: [authenticate], clock }),
    images,
    // The analysis has its own deadline, so a request to the model must not end before it.
    analyst:
      provider === undefined ? localAnalyst : chatAnalyst({ ...provider, deadlineMs: deadlineMs + 1_000 }, images),
    analysisLimit: concurrencyLimit({ perKey: vision.limits.analysesAtOnce, patienceMs: analysisPatienceMs }),
    deadlineMs,
    uploadIdleMs: bodyDeadlineMs,
    clock,
  };
  await reconcileFiles(backend, store.engine === "sqlite");
  return backend;
}

/** Deletes the files of processes that died, and releases the storage and the images that they had reserved. */
export async function cleanUp(backend: Backend): Promise<void> {
  await reconcileFiles(backend);
  await backend.store.transaction((sql) => backend.usageLedger.expire(sql), { sqlOnly: true });
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

/** Returns the code of a repeated request whose response was deleted with what the request created. */
function forgottenCode(
  operation: string,
): "IMAGE_NOT_FOUND" | "RULE_NOT_FOUND" | "SCHEMA_NOT_FOUND" | "ANALYSIS_NOT_FOUND" {
  if (operation.endsWith("/images")) return "IMAGE_NOT_FOUND";
  if (operation.endsWith("/analyses")) return "ANALYSIS_NOT_FOUND";
  return operation.endsWith("/rules") ? "RULE_NOT_FOUND" : "SCHEMA_NOT_FOUND";
}
