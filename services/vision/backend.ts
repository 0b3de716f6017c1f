import type { CreditsGuard, KeyManagement } from "errata/guards";
import type { Balances, Keys } from "errata/store";
import type { FileBackend } from "../shared/files/index.ts";
import type { Analyst } from "./analyses/analyst.ts";

/** What the routes of the service work with. */
export interface Backend extends FileBackend {
  /** Images analysed, by account and calendar month. */
  readonly usageLedger: Balances;
  readonly usage: CreditsGuard;
  readonly keys: Keys;
  /** Makes and ends the keys of accounts. */
  readonly accountKeys: KeyManagement;
  /** Who looks at images. */
  readonly analyst: Analyst;
  /** How long one analysis may take, with its whole batch, in milliseconds. */
  readonly deadlineMs: number;
  /** How long an upload may stand still, in milliseconds. */
  readonly uploadIdleMs: number;
}
