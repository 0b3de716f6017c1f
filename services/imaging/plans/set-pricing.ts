import { z } from "zod";
import type { Backend } from "../backend.ts";
import type { Partner } from "../partners/partner.ts";
import { offeredPlan } from "./plan.ts";
import { type PlanView, viewPlan } from "./plan-view.ts";

/** Body of `PUT /v1/plans/{planId}/pricing`: the whole pricing, what is left out is taken away. */
export const NewPricing = z.strictObject({
  enabled: z.boolean(),
  /** In the currency's unit, at most two decimals. */
  retailPrice: z.number().min(0).max(1_000_000).multipleOf(0.01).nullish(),
  /** ISO 4217. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .nullish(),
});

/**
 * Sets what a partner's own customers pay for a plan.
 *
 * @throws INVALID_PLAN
 */
export async function setPricing(
  { store, clock }: Backend,
  partner: Partner,
  planId: string,
  { enabled, retailPrice, currency }: z.output<typeof NewPricing>,
): Promise<PlanView> {
  return await store.transaction(
    async (sql) => {
      const plan = await offeredPlan(sql, partner.id, planId);
      const pricing = {
        is_enabled: Number(enabled),
        retail_price: retailPrice == null ? null : Math.round(retailPrice * 100),
        currency: currency ?? null,
      };
      await sql`
      INSERT INTO imaging_pricing (partner_id, plan_id, is_enabled, retail_price, currency, updated_at)
      VALUES (${partner.id}, ${planId}, ${pricing.is_enabled}, ${pricing.retail_price}, ${pricing.currency}, ${clock()})
      ON CONFLICT (partner_id, plan_id) DO UPDATE SET is_enabled = excluded.is_enabled,
        retail_price = excluded.retail_price, currency = excluded.currency, updated_at = excluded.updated_at`;
      return viewPlan({ ...plan, ...pricing });
    },
    { isBrief: true },
  );
}
