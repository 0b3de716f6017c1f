import { join } from "node:path";
import { credits, idempotency, keyManagement, type StorageQuotaGuard, storageQuota } from "errata/guards";
import { balances, idempotencyRecords, keys, type Store } from "errata/store";
import { GB, openFileStore, reconcileFiles } from "../shared/files/index.ts";
import type { Backend } from "./backend.ts";
import { imaging } from "./contract.ts";
import { invalidIdempotencyKey } from "./http.ts";
import type { ImagingOptions } from "./options.ts";
import { partnerGuard, userTokens } from "./partners/caller.ts";
import { toCredits } from "./partners/credits.ts";
import { publishCatalogue } from "./plans/catalogue.ts";

/** How long the quota of an interrupted upload stays reserved if this process does not restart, in milliseconds. */
const reservationMs = 30_000;

/** Opens the backend, removes the uploads that a crash interrupted, and publishes the catalogue of plans. */
export async function openBackend({ store, folder, clock = Date.now }: ImagingOptions): Promise<Backend> {
  const keyRecords = keys({ clock });
  const authenticate = partnerGuard(store, keyRecords, clock);
  const records = idempotencyRecords({ clock });
  const creditLedger = balances({ unit: "credits", clock });
  const backend: Backend = {
    store,
    files: await openFileStore(join(folder, "imaging")),
    storage: storageGuard(store, clock),
    creditLedger,
    credits: credits({
      store,
      balances: creditLedger,
      insufficient: ({ required, current }) =>
        imaging.error.INSUFFICIENT_CREDITS({ required: toCredits(required), current: toCredits(current) }),
      clock,
    }),
    keys: keyRecords,
    idempotency: idempotency({
      store,
      records,
      refusals: {
        invalid: () => invalidIdempotencyKey("Must be 1 to 255 visible ASCII characters."),
        reused: () => invalidIdempotencyKey("Was already used for another request."),
        // The client must wait for the first response: with a new key it would create a second customer.
        inFlight: (_, options) => imaging.raise("unavailable", {}, options),
      },
    }),
    idempotencyRecords: records,
    authenticate,
    userKeys: keyManagement({ format: userTokens, store, keys: keyRecords, guards: [authenticate], clock }),
    clock,
  };
  await reconcileFiles(backend);
  await publishCatalogue(store);
  return backend;
}

function storageGuard(store: Store, clock: () => number): StorageQuotaGuard {
  return storageQuota({
    store,
    balances: balances({ unit: "bytes", clock }),
    // `usedBytes` includes the bytes reserved by other uploads, so that the numbers in the error add up.
    full: ({ quotaBytes, usedBytes, reservedBytes, requiredBytes }) =>
      imaging.error.STORAGE_FULL({ quotaGB: quotaBytes / GB, usedBytes: usedBytes + reservedBytes, requiredBytes }),
    reservationMs,
    clock,
  });
}
