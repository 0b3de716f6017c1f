import { type CreditsGuard, credits } from "errata/guards";
import type { Balances, Store } from "errata/store";
import { pdf } from "./contract.ts";

/** Charges workspaces in whole credits. */
export function creditsGuard(store: Store, balances: Balances, clock: () => number): CreditsGuard {
  return credits({ store, balances, insufficient: pdf.error.INSUFFICIENT_CREDITS, reservationMs: 60_000, clock });
}
