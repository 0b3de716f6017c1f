import type { Sql, TransactionSql } from "errata/store";
import { z } from "zod";
import { GB } from "../../shared/files/index.ts";
import { Id } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { imaging } from "../contract.ts";
import type { Partner } from "../partners/partner.ts";
import { type Plan, sellablePlan } from "../plans/plan.ts";
import { type Customer, type CustomerView, requireState, viewCustomer } from "./customer.ts";

/** Body of `PUT /v1/customers/{customerId}/plan`. */
export const PlanChange = z.strictObject({ planId: Id.describe("New plan, one that is `sellable`.") });

const refuse = imaging.operation("PUT /v1/customers/{customerId}/plan");

/**
 * Changes the plan of a customer. A more expensive plan charges the difference; a cheaper one refunds nothing.
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
  const changed = { ...customer, plan_id: planId, updated_at: backend.clock() };
  await backend.credits.debit(
    { account: partner.id, amount: await priceDifference(backend.store.sql, customer, plan) },
    async (sql) => {
      await resizeStorage(backend, sql, customer, plan);
      await updatePlan(sql, customer, changed);
    },
    { sqlOnly: true },
  );
  return viewCustomer(changed);
}

async function priceDifference(sql: Sql, customer: Customer, plan: Plan): Promise<number> {
  const [old] = await sql<Plan>`
    SELECT id, name, cost, ai_lens_medical_cost, quota_bytes FROM imaging_plans WHERE id = ${customer.plan_id}`;
  if (old === undefined)
    throw new Error(`expected the plan ${customer.plan_id} of ${customer.id} in imaging_plans, found no row`);
  const costWith = ({ cost, ai_lens_medical_cost }: Plan): number =>
    cost + (customer.has_ai_lens_medical === 1 ? ai_lens_medical_cost : 0);
  return Math.max(0, costWith(plan) - costWith(old));
}

/** Throws if the stored bytes do not fit the new plan. The error rolls the new quota back with the transaction. */
async function resizeStorage(backend: Backend, sql: TransactionSql, customer: Customer, plan: Plan): Promise<void> {
  await backend.storage.setQuota(sql, customer.id, plan.quota_bytes);
  const { usedBytes } = await backend.storage.usage(sql, customer.id);
  if (usedBytes <= plan.quota_bytes) return;
  throw refuse.STORAGE_FULL({ quotaGB: plan.quota_bytes / GB, usedBytes, requiredBytes: usedBytes });
}

/** Fails if the customer has changed since the difference was computed. */
async function updatePlan(sql: Sql, from: Customer, to: Customer): Promise<void> {
  const updated = await sql`
    UPDATE imaging_customers SET plan_id = ${to.plan_id}, updated_at = ${to.updated_at}
    WHERE id = ${from.id} AND plan_id = ${from.plan_id} AND state = ${from.state} RETURNING id`;
  if (updated.length === 0) throw refuse.FORBIDDEN({ reason: "changed_meanwhile" });
}
