import type { Sql, TransactionSql } from "errata/store";
import { z } from "zod";
import { GB } from "../../shared/files/index.ts";
import { Id, newId } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { imaging } from "../contract.ts";
import { planChangeKey } from "../partners/credits.ts";
import type { Partner } from "../partners/partner.ts";
import { type Plan, sellablePlan } from "../plans/plan.ts";
import { type Customer, type CustomerView, requireState, viewCustomer } from "./customer.ts";

/** Body of `PUT /v1/customers/{customerId}/plan`. */
export const PlanChange = z.strictObject({ planId: Id.describe("New plan, one that is `sellable`.") });

const refuse = imaging.operation("PUT /v1/customers/{customerId}/plan");

/**
 * Changes the plan of a customer. A plan that costs more than was ever paid for the customer charges the difference; any
 * other charges and refunds nothing.
 *
 * @throws FORBIDDEN, INVALID_PLAN, PLAN_NOT_ENABLED, INSUFFICIENT_CREDITS, STORAGE_FULL
 */
export async function changePlan(
  backend: Backend,
  partner: Partner,
  customer: Customer,
  { planId }: z.output<typeof PlanChange>,
): Promise<CustomerView> {
  requireState(customer, "active");
  if (customer.plan_id === planId) return viewCustomer(customer);
  const plan = await sellablePlan(backend.store.sql, partner.id, planId);
  const price = priceOf(customer, plan);
  const paid = Math.max(customer.paid, price);
  const changed = { ...customer, plan_id: planId, paid, updated_at: backend.clock() };
  await backend.credits.debit(
    {
      account: partner.id,
      amount: paid - customer.paid,
      idempotencyKey: planChangeKey(customer.id, newId("chg")),
    },
    async (sql) => {
      await resizeStorage(backend, sql, customer, plan);
      await updatePlan(sql, customer, changed);
    },
    { sqlOnly: true },
  );
  return viewCustomer(changed);
}

/** Returns what a customer costs with a plan, without add-ons, in hundredths of a credit. */
function priceOf({ has_ai_lens_medical }: Customer, { cost, ai_lens_medical_cost }: Plan): number {
  return cost + (has_ai_lens_medical === 1 ? ai_lens_medical_cost : 0);
}

/** Throws if the stored bytes do not fit the new plan. The error rolls the new quota back with the transaction. */
async function resizeStorage(backend: Backend, sql: TransactionSql, customer: Customer, plan: Plan): Promise<void> {
  await backend.storage.setQuota(sql, customer.id, plan.quota_bytes);
  const { usedBytes } = await backend.storage.usage(sql, customer.id);
  if (usedBytes <= plan.quota_bytes) return;
  throw refuse.STORAGE_FULL({ quotaGB: plan.quota_bytes / GB, usedBytes, requiredBytes: usedBytes });
}

/** Fails if the customer has changed since the price was computed. */
async function updatePlan(sql: Sql, from: Customer, to: Customer): Promise<void> {
  const updated = await sql`
    UPDATE imaging_customers SET plan_id = ${to.plan_id}, paid = ${to.paid}, updated_at = ${to.updated_at}
    WHERE id = ${from.id} AND plan_id = ${from.plan_id} AND paid = ${from.paid}
      AND state = ${from.state} RETURNING id`;
  if (updated.length === 0) throw refuse.FORBIDDEN({ reason: "changed_meanwhile" });
}
