import type { CreditsGuard, KeyManagement } from "errata/guards";
import type { Balances, Keys, Store } from "errata/store";
import type { SigningKeys } from "./credentials/signing-keys.ts";
import type { ObjectStore } from "./objects/object-store.ts";

/** What the routes of the service work with. */
export interface Backend {
  readonly store: Store;
  readonly objects: ObjectStore;
  /** Whole credits, by workspace. */
  readonly creditLedger: Balances;
  readonly credits: CreditsGuard;
  readonly keys: Keys;
  /** Makes and ends the API keys of workspaces. */
  readonly apiKeys: KeyManagement;
  /** Sign and verify the tokens of members. */
  readonly signingKeys: SigningKeys;
  /** Cost of hashing a password: the N of scrypt. */
  readonly passwordCost: number;
  /** Current time in epoch milliseconds. */
  readonly clock: () => number;
}
