import type { ApiKeyGuard, CreditsGuard, KeyManagement } from "errata/guards";
import type { Balances, Keys } from "errata/store";
import type { FileBackend } from "../shared/files/index.ts";
import type { Idempotency } from "../shared/idempotency/index.ts";
import type { Counters } from "../shared/limits/index.ts";
import type { Partner } from "./partners/partner.ts";

/** Everything that the routes and the indexer use. The storage quota counts the bytes of each customer. */
export interface Backend extends FileBackend {
  /** Count requests for the limits. */
  readonly counters: Counters;
  /** Balance of each partner, in hundredths of a credit. */
  readonly creditLedger: Balances;
  /** Charges partners. An insufficient balance has no breakdown unless the operation adds one. */
  readonly credits: CreditsGuard;
  readonly keys: Keys;
  /** Runs each request that creates or charges once per Idempotency-Key of a partner or user. */
  readonly idempotency: Idempotency;
  /** Verifies the API keys of partners and the tokens of users. */
  readonly authenticate: ApiKeyGuard<Partner>;
  /** Creates, rotates and revokes the API keys of partners. */
  readonly partnerKeys: Readonly<Record<"live" | "test", KeyManagement>>;
  /** Creates, rotates and revokes the tokens of users. */
  readonly userKeys: KeyManagement;
}
