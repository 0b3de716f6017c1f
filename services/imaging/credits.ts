import { type CreditsGuard, credits } from "errata/guards";
import type { Balances, Store } from "errata/store";
import { imaging } from "./contract.ts";

/** Writes hundredths of a credit, as the ledger counts, as credits, as the API speaks. */
export function toCredits(hundredths: number): number {
  return hundredths / 100;
}

/** Reads credits as the ledger counts them. */
export function toHundredths(credits: number): number {
  return Math.round(credits * 100);
}

/** Charges partners. A refusal has no breakdown unless the operation adds its own. */
export function creditsGuard(store: Store, ledger: Balances, clock: () => number): CreditsGuard {
  return credits({
    store,
    balances: ledger,
    insufficient: ({ required, current }) =>
      imaging.error.INSUFFICIENT_CREDITS({ required: toCredits(required), current: toCredits(current) }),
    clock,
  });
}
