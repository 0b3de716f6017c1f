import { toCredits } from "../credits.ts";
import type { Plan } from "../plans/plan.ts";

/** What a customer costs the partner, in hundredths of a credit. */
export interface Cost {
  readonly basePlanCost: number;
  readonly addOnCost: number;
  readonly aiLensMedicalCost: number;
  readonly total: number;
}

/** Adds up what a new customer costs. */
export function costOf(plan: Plan, addOns: readonly { readonly cost: number }[], hasAiLensMedical: boolean): Cost {
  const basePlanCost = plan.cost;
  const addOnCost = addOns.reduce((sum, { cost }) => sum + cost, 0);
  const aiLensMedicalCost = hasAiLensMedical ? plan.ai_lens_medical_cost : 0;
  return { basePlanCost, addOnCost, aiLensMedicalCost, total: basePlanCost + addOnCost + aiLensMedicalCost };
}

/** Writes a cost as the API speaks: in credits. */
export function toBreakdown(cost: Cost): Cost {
  return {
    basePlanCost: toCredits(cost.basePlanCost),
    addOnCost: toCredits(cost.addOnCost),
    aiLensMedicalCost: toCredits(cost.aiLensMedicalCost),
    total: toCredits(cost.total),
  };
}
