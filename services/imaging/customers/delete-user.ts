import type { Backend } from "../backend.ts";
import type { Customer } from "./customer.ts";
import { subjectOf } from "./stored-responses.ts";
import { revokeTokens } from "./user-tokens.ts";
import { holdUser } from "./users.ts";

/**
 * Deletes a user for good: its name and its tokens. Its reports remain, and the partner can delete them.
 *
 * @throws USER_NOT_FOUND
 */
export async function deleteUser(backend: Backend, customer: Customer, userId: string): Promise<void> {
  const { store, idempotency, clock } = backend;
  await store.transaction(
    async (sql) => {
      await holdUser(sql, customer, userId);
      await sql`UPDATE imaging_users SET name = '', deleted_at = ${clock()} WHERE id = ${userId}`;
      await idempotency.records.forget(sql, userId, customer.id);
      await idempotency.records.forget(sql, customer.partner_id, subjectOf(customer, userId));
    },
    { sqlOnly: true },
  );
  await revokeTokens(backend, customer, userId);
}
