import type { Sql } from "errata/store";
import { z } from "zod";
import { GB } from "../../shared/files/index.ts";
import { imaging } from "../contract.ts";
import { toCredits } from "../partners/credits.ts";

/** A row of the plans. Costs are in hundredths of a credit and charged to the partner. */
export interface Plan {
  readonly id: string;
  readonly name: string;
  readonly cost: number;
  readonly ai_lens_medical_cost: number;
  readonly quota_bytes: number;
}

/** A row of a partner's retail pricing: the price that the partner's own customers pay. */
export interface Pricing {
  readonly is_enabled: number | null;
  /** Hundredths of the currency's unit. */
  readonly retail_price: number | null;
  /** ISO 4217 code. */
  readonly currency: string | null;
}

/** A plan as the API returns it to a partner. */
export const PlanView = z
  .object({
    id: z.string().describe("Id of the plan."),
    name: z.string().describe("Name of the plan."),
    costCredits: z.number().min(0).describe("Credits that a customer with the plan costs the partner."),
    aiLensMedicalCostCredits: z.number().min(0).describe("Additional credits for AI Lens medical."),
    quotaGB: z.number().min(0).describe("Storage of a customer, in decimal GB."),
    pricing: z
      .object({
        enabled: z.boolean().describe("Whether the partner sells the plan."),
        retailPrice: z
          .number()
          .min(0)
          .nullable()
          .describe("Amount in the unit of the currency; null if there is none."),
        currency: z.string().nullable().describe("ISO 4217 code; null if there is none."),
      })
      .describe("What the partner's own customers pay."),
    sellable: z.boolean().describe("Whether customers can be created with the plan."),
  })
  .meta({ title: "Plan" });

/** A plan as the API returns it to a partner. */
export type PlanView = z.output<typeof PlanView>;

/** Lists the plans that are offered to a partner, cheapest first. */
export function offeredPlans(sql: Sql, partnerId: string): Promise<(Plan & Pricing)[]> {
  return sql<Plan & Pricing>`
    SELECT plans.id, plans.name, cost, ai_lens_medical_cost, quota_bytes, is_enabled, retail_price, currency
    FROM imaging_offers offers
    JOIN imaging_plans plans ON plans.id = offers.plan_id
    LEFT JOIN imaging_pricing pricing ON pricing.plan_id = plans.id AND pricing.partner_id = offers.partner_id
    WHERE offers.partner_id = ${partnerId} AND plans.is_active = 1
    ORDER BY cost, plans.id`;
}

/**
 * Finds a plan that is offered to a partner.
 *
 * @throws INVALID_PLAN if the plan is unknown, withdrawn or not offered to this partner
 */
export async function offeredPlan(sql: Sql, partnerId: string, planId: string): Promise<Plan & Pricing> {
  const plan = (await offeredPlans(sql, partnerId)).find(({ id }) => id === planId);
  if (plan === undefined) throw imaging.error.INVALID_PLAN();
  return plan;
}

/**
 * Finds a plan that a partner can sell.
 *
 * @throws INVALID_PLAN if the plan is unknown, withdrawn or not offered to this partner
 * @throws PLAN_NOT_ENABLED if the partner's retail pricing is not enabled or incomplete
 */
export async function sellablePlan(sql: Sql, partnerId: string, planId: string): Promise<Plan> {
  const plan = await offeredPlan(sql, partnerId, planId);
  const missing = missingPricing(plan);
  if (missing.length > 0) throw imaging.error.PLAN_NOT_ENABLED({ planId, missing });
  return plan;
}

/** Renders a plan as the API returns it. */
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

/** Returns the parts that a retail pricing lacks. */
function missingPricing(pricing: Pricing): ("enabled" | "retailPrice" | "currency")[] {
  const missing: ("enabled" | "retailPrice" | "currency")[] = [];
  if (pricing.is_enabled !== 1) missing.push("enabled");
  if (pricing.retail_price === null) missing.push("retailPrice");
  if (pricing.currency === null) missing.push("currency");
  return missing;
}
