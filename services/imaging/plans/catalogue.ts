import type { Store } from "errata/store";
import { GB } from "../../shared/files/index.ts";
import { toHundredths } from "../partners/credits.ts";

/** Every plan, including withdrawn ones that customers still have. Costs are in credits. */
const plans = [
  { id: "pocket", name: "Pocket", cost: 10, aiLensMedicalCost: 5, quotaGB: 0.001, isActive: true },
  { id: "starter", name: "Starter", cost: 40, aiLensMedicalCost: 15, quotaGB: 10, isActive: true },
  { id: "professional", name: "Professional", cost: 100, aiLensMedicalCost: 25, quotaGB: 100, isActive: true },
  { id: "clinic", name: "Clinic", cost: 400, aiLensMedicalCost: 75, quotaGB: 1_000, isActive: true },
  { id: "hospital", name: "Hospital", cost: 2_500, aiLensMedicalCost: 400, quotaGB: 10_000, isActive: true },
  { id: "legacy", name: "Legacy", cost: 20, aiLensMedicalCost: 0, quotaGB: 5, isActive: false },
];

const addOns = [
  { id: "second-reader", name: "Second reader", cost: 50 },
  { id: "priority-support", name: "Priority support", cost: 30 },
  { id: "extra-retention", name: "Ten years of retention", cost: 12.5 },
];

/** Writes the plans and add-ons to the store. Repeating it changes nothing. */
export function publishCatalogue(store: Store): Promise<void> {
  return store.transaction(async (sql) => {
    for (const { id, name, cost, aiLensMedicalCost, quotaGB, isActive } of plans) {
      await sql`
        INSERT INTO imaging_plans (id, name, cost, ai_lens_medical_cost, quota_bytes, is_active)
        VALUES (${id}, ${name}, ${toHundredths(cost)}, ${toHundredths(aiLensMedicalCost)}, ${Math.round(quotaGB * GB)},
          ${Number(isActive)})
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, cost = excluded.cost, quota_bytes = excluded.quota_bytes,
          ai_lens_medical_cost = excluded.ai_lens_medical_cost, is_active = excluded.is_active`;
    }
    for (const { id, name, cost } of addOns) {
      await sql`
        INSERT INTO imaging_add_ons (id, name, cost) VALUES (${id}, ${name}, ${toHundredths(cost)})
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, cost = excluded.cost`;
    }
  });
}
