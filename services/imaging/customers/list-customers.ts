import { z } from "zod";
import { Id, type Page, toPage } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { ListQuery } from "../http.ts";
import type { Partner } from "../partners/partner.ts";
import { type Customer, CustomerState, type CustomerView, emailKey, viewCustomer } from "./customer.ts";

/** Query of `GET /v1/customers`. Deleted customers are listed only with `state=deleted`. */
export const CustomerQuery = ListQuery.extend({
  state: CustomerState.optional().describe("Only customers in this state. By default, deleted ones are left out."),
  planId: Id.optional().describe("Only customers with this plan."),
  email: z.email().max(254).optional().describe("Only the customer with this address. Case is ignored."),
});

/** Lists a partner's customers, newest first. */
export async function listCustomers(
  { store }: Backend,
  partner: Partner,
  { limit, cursor, createdFrom, createdBefore, state, planId, email }: z.output<typeof CustomerQuery>,
): Promise<Page<CustomerView>> {
  const isAny = { state: Number(state === undefined), plan: Number(planId === undefined), email: Number(!email) };
  const rows = await store.sql<Customer>`
    SELECT id, partner_id, name, email, state, plan_id, add_ons, has_ai_lens_medical, created_at, updated_at
    FROM imaging_customers
    WHERE partner_id = ${partner.id}
      AND (created_at < ${cursor.createdAt} OR (created_at = ${cursor.createdAt} AND id < ${cursor.id}))
      AND created_at >= ${createdFrom} AND created_at < ${createdBefore}
      AND (state = ${state ?? ""} OR (1 = ${isAny.state} AND state <> 'deleted'))
      AND (plan_id = ${planId ?? ""} OR 1 = ${isAny.plan})
      AND (email_key = ${emailKey(email ?? "")} OR 1 = ${isAny.email})
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, viewCustomer);
}
