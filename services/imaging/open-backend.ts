import {
  credits,
  type KeyFormat,
  type KeyManagement,
  keyManagement,
  type StorageQuotaGuard,
  storageQuota,
} from "errata/guards";
import { type Balances, balances, keys, type Store } from "errata/store";
import { GB, openFileStore, reconcileFiles } from "../shared/files/index.ts";
import { openIdempotency } from "../shared/idempotency/index.ts";
import { openCounters } from "../shared/limits/index.ts";
import { defaultRetention } from "../shared/retention/index.ts";
import type { Backend } from "./backend.ts";
import { imaging } from "./contract.ts";
import type { ImagingOptions } from "./options.ts";
import { partnerGuard, partnerKeyFormats, userTokens } from "./partners/caller.ts";
import { toCredits } from "./partners/credits.ts";
import { publishCatalogue } from "./plans/catalogue.ts";

/** How long the quota of an interrupted upload stays reserved if this process does not restart, in milliseconds. */
const reservationMs = 30_000;

const invalidKey = {
  field: "Idempotency-Key",
  location: "header",
  code: "invalid",
  message: "Must be 1 to 255 visible ASCII characters.",
} as const;

/** Returns the code of a repeated request whose response was deleted with what the request created. */
function forgottenCode(
  operation: string,
): "REPORT_NOT_FOUND" | "STUDY_NOT_FOUND" | "USER_NOT_FOUND" | "CUSTOMER_NOT_FOUND" {
  if (operation.endsWith("/reports")) return "REPORT_NOT_FOUND";
  if (operation.endsWith("/users")) return "USER_NOT_FOUND";
  return operation.endsWith("/studies") ? "STUDY_NOT_FOUND" : "CUSTOMER_NOT_FOUND";
}

/** Opens the backend, removes the uploads that a crash interrupted, and publishes the catalogue of plans. */
export async function openBackend(options: ImagingOptions): Promise<Backend> {
  const { store, folder, s3, retention = defaultRetention, clock = Date.now } = options;
  const keyRecords = keys({ retentionMs: retention.keysMs, clock });
  const authenticate = partnerGuard(store, keyRecords, clock);
  const managementOf = (format: KeyFormat): KeyManagement =>
    keyManagement({ format, store, keys: keyRecords, guards: [authenticate], clock });
  const creditLedger = balances({ unit: "credits", retentionMs: retention.ledgerMs, clock });
  const storageLedger = balances({ unit: "bytes", retentionMs: retention.ledgerMs, clock });
  const backend: Backend = {
    store,
    counters: openCounters("imaging", clock, options.counters),
    files: await openFileStore({ folder, s3 }, "imaging"),
    storageLedger,
    storage: storageGuard(store, storageLedger, clock),
    creditLedger,
    credits: credits({
      store,
      balances: creditLedger,
      insufficient: ({ required, current }) =>
        imaging.error.INSUFFICIENT_CREDITS({ required: toCredits(required), current: toCredits(current) }),
      clock,
    }),
    keys: keyRecords,
    idempotency: openIdempotency({
      ...{ store, clock },
      refusals: {
        invalid: () => imaging.error.VALIDATION_FAILED([invalidKey]),
        reused: imaging.error.IDEMPOTENCY_KEY_REUSED,
        inFlight: imaging.error.REQUEST_IN_PROGRESS,
        forgotten: ({ operation }, options) => imaging.error[forgottenCode(operation)](undefined, options),
      },
    }),
    authenticate,
    partnerKeys: { live: managementOf(partnerKeyFormats.live), test: managementOf(partnerKeyFormats.test) },
    userKeys: managementOf(userTokens),
    clock,
  };
  await reconcileFiles(backend, store.engine === "sqlite");
  await publishCatalogue(store);
  return backend;
}

function storageGuard(store: Store, ledger: Balances, clock: () => number): StorageQuotaGuard {
  return storageQuota({
    store,
    balances: ledger,
    // `usedBytes` includes the bytes reserved by other uploads, so that the numbers in the error add up.
    full: ({ quotaBytes, usedBytes, reservedBytes, requiredBytes }) =>
      imaging.error.STORAGE_FULL({ quotaGB: quotaBytes / GB, usedBytes: usedBytes + reservedBytes, requiredBytes }),
    reservationMs,
    clock,
  });
}
