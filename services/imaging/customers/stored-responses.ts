import type { TransactionSql } from "errata/store";
import type { Backend } from "../backend.ts";
import { imaging } from "../contract.ts";
import type { Customer } from "./customer.ts";

/**
 * Returns the subject of the response about something of a customer, under which it is deleted. It is below the id of the
 * customer, which is the subject of the response about the customer.
 *
 * @param id id of the user, the report or the study
 */
export function subjectOf({ id: customerId }: Pick<Customer, "id">, id: string): string {
  return `${customerId}/${id}`;
}

/**
 * Requires in the transaction of an upload, or of a new user, that the customer is still active, and keeps it active until
 * the end. Otherwise the response could be stored after `forgetResponses`.
 *
 * @throws FORBIDDEN
 */
export async function keepActive(sql: TransactionSql, { id }: Customer): Promise<void> {
  const rows = await sql`UPDATE imaging_customers SET state = state WHERE id = ${id} AND state = 'active' RETURNING id`;
  if (rows.length === 0) throw imaging.error.FORBIDDEN({ reason: "changed_meanwhile" });
}

/** Deletes the responses about a customer, which the partner and the users own. */
export async function forgetResponses(
  { idempotency: { records } }: Backend,
  sql: TransactionSql,
  customer: Customer,
): Promise<void> {
  const users = await sql<{ id: string }>`SELECT id FROM imaging_users WHERE customer_id = ${customer.id}`;
  for (const { id } of [{ id: customer.partner_id }, ...users]) await records.forget(sql, id, customer.id);
}
