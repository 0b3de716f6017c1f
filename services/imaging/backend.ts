import type { ApiKeyGuard, CreditsGuard, IdempotencyGuard, KeyManagement } from "errata/guards";
import type { Balances, IdempotencyRecords, Keys } from "errata/store";
import type { FileBackend } from "../shared/files/index.ts";
import type { Partner } from "./partners/partner.ts";

/** Everything that the routes and the indexer use. The storage quota counts the bytes of each customer. */
export interface Backend extends FileBackend {
  /** Balance of each partner, in hundredths of a credit. */
  readonly creditLedger: Balances;
  /** Charges partners. An insufficient balance has no breakdown unless the operation adds one. */
  readonly credits: CreditsGuard;
  readonly keys: Keys;
  /** Runs the creation of a customer once per Idempotency-Key. */
  readonly idempotency: IdempotencyGuard;
  readonly idempotencyRecords: IdempotencyRecords;
  /** Verifies the API keys of partners and the tokens of users. */
  readonly authenticate: ApiKeyGuard<Partner>;
  /** Creates and revokes the tokens of users. */
  readonly userKeys: KeyManagement;
}
