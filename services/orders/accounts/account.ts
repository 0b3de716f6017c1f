import { newId } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import type { Role } from "./caller.ts";

/** A new account, as staff enter it when a customer signs up. */
export interface NewAccount {
  readonly name: string;
  readonly planId: string;
  /** Processing time limit of an order, in milliseconds. @default the limit of the order's type */
  readonly deadlineMs?: number;
}

/** Opens an account. Does nothing if the id exists. @returns the id */
export async function openAccount(
  { store, clock }: Pick<Backend, "store" | "clock">,
  { name, planId, deadlineMs }: NewAccount,
  accountId = newId("oac"),
): Promise<string> {
  await store.sql`
    INSERT INTO orders_accounts (id, name, plan_id, deadline_ms, created_at)
    VALUES (${accountId}, ${name}, ${planId}, ${deadlineMs ?? null}, ${clock()}) ON CONFLICT (id) DO NOTHING`;
  return accountId;
}

/** Adds a user to an account. Does nothing if the id exists. @returns the id */
export async function addUser(
  { store, clock }: Pick<Backend, "store" | "clock">,
  accountId: string,
  { name, role }: { readonly name: string; readonly role: Role },
  userId = newId("ous"),
): Promise<string> {
  await store.sql`
    INSERT INTO orders_users (id, account_id, name, role, is_active, tokens_valid_from, created_at)
    VALUES (${userId}, ${accountId}, ${name}, ${role}, 1, 0, ${clock()}) ON CONFLICT (id) DO NOTHING`;
  return userId;
}

/** Deactivates a user. Its tokens are rejected from the next request on. */
export async function removeUser({ store }: Pick<Backend, "store">, userId: string): Promise<void> {
  await store.sql`UPDATE orders_users SET is_active = 0 WHERE id = ${userId}`;
}
