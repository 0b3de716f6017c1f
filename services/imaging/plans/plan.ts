import type { Sql } from "errata/store";
import { imaging } from "../contract.ts";

/** What a partner can sell. Costs are hundredths of a credit, paid by the partner. */
export interface Plan {
  readonly id: string;
  readonly name: string;
  readonly cost: number;
  readonly ai_lens_medical_cost: number;
  readonly quota_bytes: number;
}

/** What the partner's own customers pay. */
export interface Pricing {
  readonly is_enabled: number | null;
  /** Hundredths of the currency's unit. */
  readonly retail_price: number | null;
  /** ISO 4217 code. */
  readonly currency: string | null;
}

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
 * Finds a plan among those offered to a partner.
 *
 * @throws INVALID_PLAN when it is unknown, withdrawn, or not offered to this partner
 */
export async function offeredPlan(sql: Sql, partnerId: string, planId: string): Promise<Plan & Pricing> {
  const plan = (await offeredPlans(sql, partnerId)).find(({ id }) => id === planId);
  if (plan === undefined) throw imaging.error.INVALID_PLAN();
  return plan;
}

/**
 * Finds a plan that a partner can sell now.
 *
 * @throws INVALID_PLAN when it is unknown, withdrawn, or not offered to this partner
 * @throws PLAN_NOT_ENABLED when it is offered, but the partner's retail pricing does not enable it or is not complete
 */
export async function sellablePlan(sql: Sql, partnerId: string, planId: string): Promise<Plan> {
  const plan = await offeredPlan(sql, partnerId, planId);
  const missing = missingPricing(plan);
  if (missing.length > 0) throw imaging.error.PLAN_NOT_ENABLED({ planId, missing });
  return plan;
}

/** Names what a plan's retail pricing lacks; empty when it can be sold. */
export function missingPricing(pricing: Pricing): ("enabled" | "retailPrice" | "currency")[] {
  const missing: ("enabled" | "retailPrice" | "currency")[] = [];
  if (pricing.is_enabled !== 1) missing.push("enabled");
  if (pricing.retail_price === null) missing.push("retailPrice");
  if (pricing.currency === null) missing.push("currency");
  return missing;
}
