import { z } from "zod";
import type { Backend } from "../backend.ts";
import type { Partner } from "../partners/partner.ts";
import { offeredPlan, type PlanView, viewPlan } from "./plan.ts";

const currencies = new Set(Intl.supportedValuesOf("currency"));

/** Body of `PUT /v1/plans/{planId}/pricing`. It replaces the whole pricing. */
export const NewPricing = z.strictObject({
  enabled: z.boolean().describe("Whether to sell the plan."),
  retailPrice: z
    .number()
    .min(0)
    .max(1_000_000)
    .multipleOf(0.01)
    .nullish()
    .describe("Amount in the unit of the currency, with at most two decimals. Needed to sell the plan; 0 is a price."),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, { abort: true })
    .refine((code) => currencies.has(code), "Must be a currency of ISO 4217.")
    .nullish()
    .describe("ISO 4217 code. Needed to sell the plan."),
});

/**
 * Sets the price that a partner's customers pay for a plan.
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
    { sqlOnly: true },
  );
}
