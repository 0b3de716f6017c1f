import { z } from "zod";
import { isoTime, Name, newId, Time } from "../../shared/http/index.ts";
import type { Finish } from "../../shared/idempotency/index.ts";
import type { Backend } from "../backend.ts";
import { userScopes } from "../partners/caller.ts";
import type { Customer } from "./customer.ts";
import { keepActive, subjectOf } from "./stored-responses.ts";

/** Body of `POST /v1/customers/{customerId}/users`. */
export const NewUser = z.strictObject({
  name: Name.describe("Name of the user."),
  expiresInDays: z
    .number()
    .int()
    .min(1)
    .max(3650)
    .optional()
    .describe("Lifetime of the user's token in days. By default, the token never expires."),
});

/** A user as the API returns it. */
export const UserView = z
  .object({
    id: z.string().describe("Id of the user."),
    name: z.string().describe("Name of the user."),
    createdAt: Time.describe("When the user was added."),
  })
  .meta({ title: "User" });

/** A user as the API returns it. */
export type UserView = z.output<typeof UserView>;

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Adds a user with a token for this customer's studies and reports. Only a hash of the token is stored, so the response to
 * a repeat does not have it.
 *
 * @param finish runs last in the transaction that inserts the user and the token
 * @returns what `finish` returns
 * @throws FORBIDDEN
 */
export async function addUser<Result>(
  { store, clock, userKeys }: Backend,
  customer: Customer,
  { name, expiresInDays }: z.output<typeof NewUser>,
  finish: Finish<UserView, Result>,
): Promise<Result> {
  const id = newId("usr");
  const now = clock();
  const expiresAt = expiresInDays === undefined ? null : now + expiresInDays * dayMs;
  const token = { tenant: customer.partner_id, scopes: userScopes(customer.id, id), expiresAt };
  return await store.transaction(
    async (sql) => {
      await keepActive(sql, customer);
      await sql`
        INSERT INTO imaging_users (id, customer_id, name, created_at) VALUES (${id}, ${customer.id}, ${name}, ${now})`;
      const { secret } = await userKeys.mint(token, sql);
      const view = { id, name, createdAt: isoTime(now) };
      return await finish(sql, view, { secret: { token: secret }, subject: subjectOf(customer, id) });
    },
    { sqlOnly: true },
  );
}

/** Lists a customer's users, oldest first. */
export async function listUsers({ store }: Backend, customer: Customer): Promise<{ items: readonly UserView[] }> {
  const rows = await store.sql<{ id: string; name: string; created_at: number }>`
    SELECT id, name, created_at FROM imaging_users WHERE customer_id = ${customer.id} ORDER BY created_at, id`;
  return { items: rows.map(({ id, name, created_at }) => ({ id, name, createdAt: isoTime(created_at) })) };
}

/** Revokes the tokens of a customer's users. */
export async function revokeTokens({ store, keys, userKeys }: Backend, customer: Customer): Promise<void> {
  const partnerKeys = await keys.list(store.sql, customer.partner_id);
  const [scope = ""] = userScopes(customer.id, "");
  for (const { id, scopes } of partnerKeys) {
    if (scopes.includes(scope)) await userKeys.revoke(customer.partner_id, id);
  }
}
