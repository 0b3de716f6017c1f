import type { Backend } from "../backend.ts";
import { imaging } from "../contract.ts";
import { type Customer, type CustomerState, type CustomerView, requireState, viewCustomer } from "./customer.ts";
import { forgetResponses } from "./stored-responses.ts";
import { revokeTokens } from "./user-tokens.ts";

const transitions = {
  suspend: { from: ["active"], to: "suspended" },
  resume: { from: ["suspended"], to: "active" },
  delete: { from: ["active", "suspended"], to: "deleted" },
} as const satisfies Record<string, { from: readonly CustomerState[]; to: CustomerState }>;

/**
 * Suspends, resumes or deletes a customer without a refund. Deleting frees the email address and revokes the tokens of
 * the users, and makes the files inaccessible until they are erased. The responses that are kept for repeated requests are
 * deleted.
 *
 * @throws FORBIDDEN
 */
export async function changeState(
  backend: Backend,
  customer: Customer,
  change: keyof typeof transitions,
): Promise<CustomerView> {
  const { from, to } = transitions[change];
  requireState(customer, ...from);
  const now = backend.clock();
  await backend.store.transaction(
    async (sql) => {
      const changed = await sql`
        UPDATE imaging_customers SET state = ${to}, updated_at = ${now}
        WHERE id = ${customer.id} AND state = ${customer.state} RETURNING id`;
      if (changed.length === 0) throw imaging.error.FORBIDDEN({ reason: "changed_meanwhile" });
      if (to === "deleted") await forgetResponses(backend, sql, customer);
    },
    { sqlOnly: true },
  );
  if (to === "deleted") await revokeTokens(backend, customer);
  return viewCustomer({ ...customer, state: to, updated_at: now });
}
