import { type PlanGate, planGate, trialGate } from "errata/guards";
import { imaging } from "../contract.ts";
import type { Partner } from "./partner.ts";

/** The tiers of partner accounts, cheapest first. */
const tiers = [
  { name: "developer", features: { sellCustomers: false } },
  { name: "reseller", features: { sellCustomers: true } },
  { name: "enterprise", features: { sellCustomers: true } },
];

/** Lets partners through that may sell. */
export type SellingGate = (partner: Partner) => void;

/**
 * Makes the gate before everything that sells: the trial first, then the tier. What was sold before stays in service.
 *
 * @returns a function that throws TRIAL_EXPIRED or CANNOT_SELL
 */
export function sellingGate(clock: () => number): SellingGate {
  const trial = trialGate({ expired: imaging.error.TRIAL_EXPIRED, clock });
  const plans: PlanGate = planGate({ plans: tiers, denied: imaging.error.CANNOT_SELL });
  return ({ tier, trialEndsAt }) => {
    trial(trialEndsAt);
    plans.feature({ plan: tier }, "sellCustomers");
  };
}
