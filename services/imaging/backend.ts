import type { CreditsGuard, KeyManagement, StorageQuotaGuard } from "errata/guards";
import type { Balances, Keys, Store } from "errata/store";
import type { FileStore } from "../shared/files/index.ts";

/** What the routes of the service work with. */
export interface Backend {
  readonly store: Store;
  readonly files: FileStore;
  /** Hundredths of a credit, by partner. */
  readonly creditLedger: Balances;
  readonly credits: CreditsGuard;
  /** Bytes, by customer. */
  readonly storage: StorageQuotaGuard;
  readonly keys: Keys;
  /** Makes and ends the tokens of customers' users. */
  readonly userKeys: KeyManagement;
  /** Current time in epoch milliseconds. */
  readonly clock: () => number;
}
