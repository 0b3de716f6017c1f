import type { Sql } from "errata/store";
import { z } from "zod";
import { Id, Name, newId } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { imaging } from "../contract.ts";
import { toCredits } from "../credits.ts";
import { invalidField } from "../invalid-field.ts";
import type { Partner } from "../partners/partner.ts";
import { sellablePlan } from "../plans/plan.ts";
import { costOf, toBreakdown } from "./cost.ts";
import { type Customer, type CustomerView, viewCustomer } from "./customer.ts";
import { emailKey } from "./email-key.ts";

/** Body of `POST /v1/customers`. */
export const NewCustomer = z.strictObject({
  name: Name,
  email: z.email().max(254),
  planId: Id,
  addOns: z.array(Id).max(16).default([]),
  aiLensMedical: z.boolean().default(false),
});

const refuse = imaging.operation("POST /v1/customers");

/**
 * Creates a customer and charges its cost. Charge, row and storage quota come into being together, or not at all.
 *
 * @throws INVALID_PLAN, PLAN_NOT_ENABLED, VALIDATION_FAILED, INSUFFICIENT_CREDITS, CUSTOMER_EXISTS
 */
export async function createCustomer(
  backend: Backend,
  partner: Partner,
  input: z.output<typeof NewCustomer>,
): Promise<CustomerView> {
  const plan = await sellablePlan(backend.store.sql, partner.id, input.planId);
  const addOns = await findAddOns(backend.store.sql, input.addOns);
  const cost = costOf(plan, addOns, input.aiLensMedical);
  const customer = newCustomer(partner, input, backend.clock());
  await backend.credits.debit(
    {
      account: partner.id,
      amount: cost.total,
      idempotencyKey: customer.id,
      insufficient: ({ required, current }) =>
        refuse.INSUFFICIENT_CREDITS({
          required: toCredits(required),
          current: toCredits(current),
          breakdown: toBreakdown(cost),
        }),
    },
    async (sql) => {
      await insertCustomer(sql, customer);
      await backend.storage.setQuota(sql, customer.id, plan.quota_bytes);
    },
    { isBrief: true },
  );
  return viewCustomer(customer);
}

async function findAddOns(sql: Sql, ids: readonly string[]): Promise<{ id: string; cost: number }[]> {
  const known = await sql<{ id: string; cost: number }>`SELECT id, cost FROM imaging_add_ons`;
  const isGood = (id: string, index: number): boolean =>
    known.some((addOn) => addOn.id === id) && ids.indexOf(id) === index;
  const faults = ids.flatMap((id, index) =>
    isGood(id, index) ? [] : [invalidField(`addOns.${index}`, "This add-on is unknown or repeated.")],
  );
  if (faults.length > 0) throw refuse.VALIDATION_FAILED(faults);
  return known.filter(({ id }) => ids.includes(id));
}

function newCustomer(partner: Partner, input: z.output<typeof NewCustomer>, now: number): Customer {
  return {
    id: newId("cus"),
    partner_id: partner.id,
    name: input.name,
    email: input.email,
    state: "active",
    plan_id: input.planId,
    add_ons: JSON.stringify(input.addOns),
    has_ai_lens_medical: Number(input.aiLensMedical),
    created_at: now,
    updated_at: now,
  };
}

/** Leaves it to the unique index who of two simultaneous requests comes first. */
async function insertCustomer(sql: Sql, row: Customer): Promise<void> {
  const inserted = await sql`
    INSERT INTO imaging_customers
      (id, partner_id, name, email, email_key, state, plan_id, add_ons, has_ai_lens_medical, created_at, updated_at)
    VALUES (${row.id}, ${row.partner_id}, ${row.name}, ${row.email}, ${emailKey(row.email)}, ${row.state},
      ${row.plan_id}, ${row.add_ons}, ${row.has_ai_lens_medical}, ${row.created_at}, ${row.updated_at})
    ON CONFLICT DO NOTHING RETURNING id`;
  if (inserted.length === 1) return;
  const [other] = await sql<{ id: string }>`
    SELECT id FROM imaging_customers
    WHERE partner_id = ${row.partner_id} AND email_key = ${emailKey(row.email)} AND state <> 'deleted'`;
  throw refuse.CUSTOMER_EXISTS(other === undefined ? {} : { customerId: other.id });
}
