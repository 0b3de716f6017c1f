import { fragment } from "errata/store";
import { z } from "zod";
import { Id, inPage, type Page, toPage } from "../../shared/http/index.ts";
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
  { limit, state, planId, email, ...page }: z.output<typeof CustomerQuery>,
): Promise<Page<CustomerView>> {
  const inState = state === undefined ? fragment`state <> 'deleted'` : fragment`state = ${state}`;
  const ofPlan = planId === undefined ? fragment`` : fragment`AND plan_id = ${planId}`;
  const ofEmail = email === undefined ? fragment`` : fragment`AND email_key = ${emailKey(email)}`;
  const rows = await store.sql<Customer>`
    SELECT id, partner_id, name, email, state, plan_id, add_ons, has_ai_lens_medical, created_at, updated_at
    FROM imaging_customers
    WHERE partner_id = ${partner.id} AND ${inState} ${ofPlan} ${ofEmail} ${inPage(page)}
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, viewCustomer);
}
