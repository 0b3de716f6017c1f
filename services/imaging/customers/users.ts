import type { TransactionSql } from "errata/store";
import { z } from "zod";
import { inPage, isoTime, Name, newId, type Page, Time, toPage } from "../../shared/http/index.ts";
import type { Finish } from "../../shared/idempotency/index.ts";
import { expiresInDays, expiryOf, tokenDays } from "../../shared/keys/index.ts";
import type { Backend } from "../backend.ts";
import { imaging } from "../contract.ts";
import type { ListQuery } from "../http.ts";
import { userScopes } from "../partners/caller.ts";
import type { Customer } from "./customer.ts";
import { keepActive, subjectOf } from "./stored-responses.ts";

/** Body of `POST /v1/customers/{customerId}/users`. */
export const NewUser = z.strictObject({
  name: Name.describe("Name of the user."),
  expiresInDays: expiresInDays(tokenDays, "user's token"),
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
  { name, expiresInDays: days }: z.output<typeof NewUser>,
  finish: Finish<UserView, Result>,
): Promise<Result> {
  const id = newId("usr");
  const now = clock();
  const scopes = userScopes(customer.id, id);
  const token = { tenant: customer.partner_id, scopes, expiresAt: expiryOf(days, now) };
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

/** Lists a customer's users, newest first. */
export async function listUsers(
  { store }: Backend,
  customer: Customer,
  { limit, ...page }: z.output<typeof ListQuery>,
): Promise<Page<UserView>> {
  const rows = await store.sql<{ id: string; name: string; created_at: number }>`
    SELECT id, name, created_at FROM imaging_users WHERE customer_id = ${customer.id} AND deleted_at IS NULL ${inPage(page)}
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, ({ id, name, created_at }) => ({ id, name, createdAt: isoTime(created_at) }));
}

/** Requires a user of a customer, and keeps it until the transaction ends. @throws USER_NOT_FOUND */
export async function holdUser(sql: TransactionSql, { id }: Customer, userId: string): Promise<void> {
  const rows = await sql`
    UPDATE imaging_users SET name = name
    WHERE id = ${userId} AND customer_id = ${id} AND deleted_at IS NULL RETURNING id`;
  if (rows.length === 0) throw imaging.error.USER_NOT_FOUND();
}

/** Requires a user of a customer. @throws USER_NOT_FOUND */
export async function requireUser({ store }: Backend, { id }: Customer, userId: string): Promise<void> {
  const rows = await store.sql`
    SELECT id FROM imaging_users WHERE id = ${userId} AND customer_id = ${id} AND deleted_at IS NULL`;
  if (rows.length === 0) throw imaging.error.USER_NOT_FOUND();
}
