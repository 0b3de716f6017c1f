import type { Sql } from "errata/store";
import { z } from "zod";
import { Id, Name, newId } from "../../shared/http/index.ts";
import type { Finish } from "../../shared/idempotency/index.ts";
import type { Backend } from "../backend.ts";
import { imaging } from "../contract.ts";
import { invalidField } from "../http.ts";
import { toCredits } from "../partners/credits.ts";
import type { Partner } from "../partners/partner.ts";
import { type Plan, sellablePlan } from "../plans/plan.ts";
import { type Customer, type CustomerView, emailKey, viewCustomer } from "./customer.ts";

/** Body of `POST /v1/customers`. */
export const NewCustomer = z.strictObject({
  name: Name.describe("Name of the customer."),
  email: z.email().max(254).describe("Address of the customer, unique among the partner's customers."),
  planId: Id.describe("Plan of the customer, one that is `sellable`."),
  addOns: z.array(Id).max(16).default([]).describe("Add-ons, each once."),
  aiLensMedical: z.boolean().default(false).describe("Whether the customer gets AI Lens medical."),
});

const refuse = imaging.operation("POST /v1/customers");

/**
 * Creates a customer and charges the partner. Charge, row, storage quota and the effects of `finish` are committed together.
 *
 * @returns what `finish` returns
 * @throws INVALID_PLAN, PLAN_NOT_ENABLED, VALIDATION_FAILED, INSUFFICIENT_CREDITS, CUSTOMER_EXISTS
 */
export async function createCustomer<Result>(
  backend: Backend,
  partner: Partner,
  input: z.output<typeof NewCustomer>,
  finish: Finish<CustomerView, Result>,
): Promise<Result> {
  const plan = await sellablePlan(backend.store.sql, partner.id, input.planId);
  const addOns = await findAddOns(backend.store.sql, input.addOns);
  const cost = costOf(plan, addOns, input.aiLensMedical);
  const customer = newCustomer(partner, input, cost, backend.clock());
  return await backend.credits.debit(
    {
      account: partner.id,
      amount: cost.total,
      idempotencyKey: customer.id,
      insufficient: ({ required, current }) =>
        refuse.INSUFFICIENT_CREDITS({
          required: toCredits(required),
          current: toCredits(current),
          breakdown: {
            basePlanCost: toCredits(cost.basePlanCost),
            addOnCost: toCredits(cost.addOnCost),
            aiLensMedicalCost: toCredits(cost.aiLensMedicalCost),
            total: toCredits(cost.total),
          },
        }),
    },
    async (sql) => {
      await insertCustomer(sql, customer);
      await backend.storage.setQuota(sql, customer.id, plan.quota_bytes);
      return await finish(sql, viewCustomer(customer), { subject: customer.id });
    },
    { sqlOnly: true },
  );
}

interface AddOn {
  readonly id: string;
  readonly cost: number;
}

async function findAddOns(sql: Sql, ids: readonly string[]): Promise<AddOn[]> {
  const catalogue = await sql<AddOn>`SELECT id, cost FROM imaging_add_ons`;
  const isValid = (id: string, index: number): boolean =>
    catalogue.some((addOn) => addOn.id === id) && ids.indexOf(id) === index;
  const errors = ids.flatMap((id, index) =>
    isValid(id, index) ? [] : [invalidField(`addOns.${index}`, "This add-on is unknown or repeated.")],
  );
  if (errors.length > 0) throw refuse.VALIDATION_FAILED(errors);
  return catalogue.filter(({ id }) => ids.includes(id));
}

/** The cost of a new customer, in hundredths of a credit. */
interface Cost {
  readonly basePlanCost: number;
  readonly addOnCost: number;
  readonly aiLensMedicalCost: number;
  readonly total: number;
}

/** Adds up the cost of a new customer. */
function costOf(plan: Plan, addOns: readonly AddOn[], hasAiLensMedical: boolean): Cost {
  const basePlanCost = plan.cost;
  const addOnCost = addOns.reduce((sum, { cost }) => sum + cost, 0);
  const aiLensMedicalCost = hasAiLensMedical ? plan.ai_lens_medical_cost : 0;
  return { basePlanCost, addOnCost, aiLensMedicalCost, total: basePlanCost + addOnCost + aiLensMedicalCost };
}

function newCustomer(partner: Partner, input: z.output<typeof NewCustomer>, cost: Cost, now: number): Customer {
  return {
    id: newId("cus"),
    partner_id: partner.id,
    name: input.name,
    email: input.email,
    state: "active",
    plan_id: input.planId,
    add_ons: JSON.stringify(input.addOns),
    has_ai_lens_medical: Number(input.aiLensMedical),
    paid: cost.basePlanCost + cost.aiLensMedicalCost,
    created_at: now,
    updated_at: now,
  };
}

/** Relies on the unique index to reject all but one of several simultaneous requests. */
async function insertCustomer(sql: Sql, row: Customer): Promise<void> {
  const inserted = await sql`
    INSERT INTO imaging_customers
      (id, partner_id, name, email, email_key, state, plan_id, add_ons, has_ai_lens_medical, paid, created_at, updated_at)
    VALUES (${row.id}, ${row.partner_id}, ${row.name}, ${row.email}, ${emailKey(row.email)}, ${row.state},
      ${row.plan_id}, ${row.add_ons}, ${row.has_ai_lens_medical}, ${row.paid}, ${row.created_at}, ${row.updated_at})
    ON CONFLICT DO NOTHING RETURNING id`;
  if (inserted.length === 1) return;
  const [existing] = await sql<{ id: string }>`
    SELECT id FROM imaging_customers
    WHERE partner_id = ${row.partner_id} AND email_key = ${emailKey(row.email)} AND state <> 'deleted'`;
  throw refuse.CUSTOMER_EXISTS(existing === undefined ? {} : { customerId: existing.id });
}
