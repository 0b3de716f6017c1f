import { z } from "zod";
import { inPage, isoTime, type Page, pageQuery, Time, toPage } from "../../shared/http/index.ts";
import { optionalTime } from "../../shared/keys/index.ts";
import { inBatches } from "../../shared/retention/index.ts";
import type { Backend } from "../backend.ts";
import { orders } from "../contract.ts";
import { type Caller, scopes } from "./caller.ts";

/** A token as it is recorded, without the token itself. */
interface IssuedToken {
  readonly id: string;
  /** Separated by spaces. */
  readonly scopes: string;
  readonly created_at: number;
  readonly expires_at: number;
  readonly revoked_at: number | null;
}

/** Query of `GET /v1/tokens`. */
export const TokenQuery = z.strictObject(pageQuery(orders.limits.pageItems));

/** A token in lists, without the token itself. */
export const IssuedTokenView = z
  .object({
    id: z.string().describe("Id of the token, which is also its claim `jti`."),
    scopes: z.array(z.enum(scopes)).describe("Scopes of the token."),
    createdAt: Time.describe("When it was created."),
    expiresAt: Time.describe("When it expires."),
    revokedAt: Time.nullable().describe("When it was revoked; null if it was not."),
    isCurrent: z.boolean().describe("Whether it is the token of the request."),
  })
  .meta({ title: "IssuedToken" });

/** A token in lists, without the token itself. */
export type IssuedTokenView = z.output<typeof IssuedTokenView>;

/** Lists the tokens of the caller's user that have not expired, newest first, including revoked ones. */
export async function listTokens(
  { store, clock }: Backend,
  caller: Caller,
  { limit, ...page }: z.output<typeof TokenQuery>,
): Promise<Page<IssuedTokenView>> {
  const rows = await store.sql<IssuedToken>`
    SELECT * FROM orders_tokens
    WHERE user_id = ${caller.userId} AND expires_at > ${clock()} ${inPage(page)}
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, (row) => viewToken(row, caller));
}

/** Revokes a token of the caller's user at once. @throws TOKEN_NOT_FOUND */
export async function revokeToken({ store, clock }: Backend, caller: Caller, id: string): Promise<IssuedTokenView> {
  const now = clock();
  const [row] = await store.sql<IssuedToken>`
    UPDATE orders_tokens SET revoked_at = COALESCE(revoked_at, ${now})
    WHERE id = ${id} AND user_id = ${caller.userId} AND expires_at > ${now} RETURNING *`;
  if (row === undefined) throw orders.error.TOKEN_NOT_FOUND();
  return viewToken(row, caller);
}

/** Revokes every token of a user. Tokens issued later are valid. */
export async function revokeTokens({ store, clock }: Pick<Backend, "store" | "clock">, userId: string): Promise<void> {
  const now = clock();
  // From here on, no token is accepted. The records follow in batches, because a user can have many.
  await store.sql`UPDATE orders_users SET tokens_valid_from = ${now + 1} WHERE id = ${userId}`;
  await inBatches(async (limit) => {
    const rows = await store.sql`
      UPDATE orders_tokens SET revoked_at = ${now} WHERE id IN (
        SELECT id FROM orders_tokens
        WHERE user_id = ${userId} AND revoked_at IS NULL AND created_at <= ${now} LIMIT ${limit})
      RETURNING id`;
    return rows.length;
  });
}

/** Deletes the records of tokens that have expired. @param limit maximum number of records @returns their number */
export async function deleteExpiredTokens(
  { store, clock }: Pick<Backend, "store" | "clock">,
  limit: number,
): Promise<number> {
  const rows = await store.sql`
    DELETE FROM orders_tokens WHERE id IN (
      SELECT id FROM orders_tokens WHERE expires_at <= ${clock()} ORDER BY expires_at LIMIT ${limit})
    RETURNING id`;
  return rows.length;
}

function viewToken({ id, created_at, expires_at, revoked_at, ...row }: IssuedToken, caller: Caller): IssuedTokenView {
  const words = row.scopes.split(" ");
  return {
    id,
    scopes: scopes.filter((scope) => words.includes(scope)),
    createdAt: isoTime(created_at),
    expiresAt: isoTime(expires_at),
    revokedAt: optionalTime(revoked_at),
    isCurrent: id === caller.tokenId,
  };
}
