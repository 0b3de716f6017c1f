import { GB } from "../../shared/files/index.ts";
import { toCredits } from "../credits.ts";
import { missingPricing, type Plan, type Pricing } from "./plan.ts";

/** A plan as the API shows it to a partner. */
export interface PlanView {
  readonly id: string;
  readonly name: string;
  readonly costCredits: number;
  readonly aiLensMedicalCostCredits: number;
  readonly quotaGB: number;
  readonly pricing: {
    readonly enabled: boolean;
    readonly retailPrice: number | null;
    readonly currency: string | null;
  };
  /** Whether a customer can be created with this plan now. */
  readonly sellable: boolean;
}

/** Writes a plan as the API shows it to a partner. */
export function viewPlan(row: Plan & Pricing): PlanView {
  return {
    id: row.id,
    name: row.name,
    costCredits: toCredits(row.cost),
    aiLensMedicalCostCredits: toCredits(row.ai_lens_medical_cost),
    quotaGB: row.quota_bytes / GB,
    pricing: {
      enabled: row.is_enabled === 1,
      retailPrice: row.retail_price === null ? null : row.retail_price / 100,
      currency: row.currency,
    },
    sellable: missingPricing(row).length === 0,
  };
}
