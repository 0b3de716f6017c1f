import type { Sql, TransactionSql } from "errata/store";
import { z } from "zod";
import { GB } from "../../shared/files/index.ts";
import { Id } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { imaging } from "../contract.ts";
import type { Partner } from "../partners/partner.ts";
import { type Plan, sellablePlan } from "../plans/plan.ts";
import { costOf } from "./cost.ts";
import { type Customer, type CustomerView, inState, viewCustomer } from "./customer.ts";

/** Body of `PUT /v1/customers/{customerId}/plan`. */
export const PlanChange = z.strictObject({ planId: Id });

const refuse = imaging.operation("PUT /v1/customers/{customerId}/plan");

/**
 * Moves a customer to another plan. A dearer plan charges the difference; a cheaper one refunds nothing.
 *
 * @throws FORBIDDEN, INVALID_PLAN, PLAN_NOT_ENABLED, INSUFFICIENT_CREDITS, STORAGE_FULL
 */
export async function changePlan(
  backend: Backend,
  partner: Partner,
  customer: Customer,
  { planId }: z.output<typeof PlanChange>,
): Promise<CustomerView> {
  inState(customer, "active");
  if (customer.plan_id === planId) return viewCustomer(customer);
  const plan = await sellablePlan(backend.store.sql, partner.id, planId);
  const moved = { ...customer, plan_id: planId, updated_at: backend.clock() };
  await backend.credits.debit(
    { account: partner.id, amount: await differenceOf(backend.store.sql, customer, plan) },
    async (sql) => {
      await resizeStorage(backend, sql, customer, plan);
      await movePlan(sql, customer, moved);
    },
    { isBrief: true },
  );
  return viewCustomer(moved);
}

async function differenceOf(sql: Sql, customer: Customer, plan: Plan): Promise<number> {
  const [old] = await sql<Plan>`
    SELECT id, name, cost, ai_lens_medical_cost, quota_bytes FROM imaging_plans WHERE id = ${customer.plan_id}`;
  if (old === undefined) throw new Error(`the plan ${customer.plan_id} of ${customer.id} is gone`);
  const costIn = (one: Plan): number => costOf(one, [], customer.has_ai_lens_medical === 1).total;
  return Math.max(0, costIn(plan) - costIn(old));
}

/** What is stored already must fit the new plan; a refusal takes the new capacity back with everything else. */
async function resizeStorage(backend: Backend, sql: TransactionSql, customer: Customer, plan: Plan): Promise<void> {
  await backend.storage.setQuota(sql, customer.id, plan.quota_bytes);
  const { usedBytes } = await backend.storage.usage(sql, customer.id);
  if (usedBytes <= plan.quota_bytes) return;
  throw refuse.STORAGE_FULL({ quotaGB: plan.quota_bytes / GB, usedBytes, requiredBytes: usedBytes });
}

/** The difference was reckoned from what the customer was; whoever changed it meanwhile came first. */
async function movePlan(sql: Sql, from: Customer, to: Customer): Promise<void> {
  const changed = await sql`
    UPDATE imaging_customers SET plan_id = ${to.plan_id}, updated_at = ${to.updated_at}
    WHERE id = ${from.id} AND plan_id = ${from.plan_id} AND state = ${from.state} RETURNING id`;
  if (changed.length === 0) throw refuse.FORBIDDEN({ reason: "changed_meanwhile" });
}
