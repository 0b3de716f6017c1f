import type { Backend } from "../backend.ts";
import { orders } from "../contract.ts";
import { type Caller, type Role, scopesOfRole } from "./caller.ts";

interface UserRow {
  readonly role: Role;
  readonly is_active: number;
  readonly tokens_valid_from: number;
  readonly account_id: string;
  readonly account_name: string;
  readonly plan_id: string;
  readonly deadline_ms: number | null;
  readonly token_revoked_at: number | null;
}

/**
 * Finds the caller of an Authorization header. Reads the user on each request, so that a revoked token or a changed role
 * takes effect at once in every process.
 *
 * @throws AUTH_NOT_AUTHENTICATED, AUTH_TOKEN_INVALID_FORMAT, AUTH_TOKEN_INVALID, AUTH_TOKEN_EXPIRED
 */
export async function readCaller(
  { store, tokens }: Pick<Backend, "store" | "tokens">,
  authorization: string | undefined,
): Promise<Caller> {
  const { userId, tokenId, scopes: granted, issuedAt } = await tokens.read(authorization);
  const [user] = await store.sql<UserRow>`
    SELECT u.role, u.is_active, u.tokens_valid_from, a.id AS account_id, a.name AS account_name, a.plan_id, a.deadline_ms,
      (SELECT revoked_at FROM orders_tokens t WHERE t.id = ${tokenId}) AS token_revoked_at
    FROM orders_users u JOIN orders_accounts a ON a.id = u.account_id WHERE u.id = ${userId}`;
  if (user === undefined || user.is_active !== 1 || issuedAt < user.tokens_valid_from || user.token_revoked_at !== null)
    throw orders.error.AUTH_TOKEN_INVALID(undefined, { note: `${userId} was removed, or its token was revoked` });
  return {
    userId,
    tokenId,
    accountId: user.account_id,
    accountName: user.account_name,
    planId: user.plan_id,
    deadlineMs: user.deadline_ms,
    scopes: granted.filter((scope) => scopesOfRole[user.role].includes(scope)),
  };
}
