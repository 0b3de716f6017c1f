import type { KeyPage, KeyRecord } from "errata/store";
import { z } from "zod";
import type { Page } from "../../shared/http/index.ts";
import type { Finish } from "../../shared/idempotency/index.ts";
import { expiresInDays, expiryOf, listKeys, tokenDays } from "../../shared/keys/index.ts";
import type { Backend } from "../backend.ts";
import { imaging } from "../contract.ts";
import type { ListQuery } from "../http.ts";
import { userScopes } from "../partners/caller.ts";
import { CredentialView, viewCredential } from "../partners/keys.ts";
import type { Customer } from "./customer.ts";
import { keepActive } from "./stored-responses.ts";
import { holdUser } from "./users.ts";

/** Body of `POST /v1/customers/{customerId}/users/{userId}/tokens`. */
export const NewToken = z.strictObject({ expiresInDays: expiresInDays(tokenDays, "token") });

/** The token of a user in responses, without its secret. */
export const TokenView = CredentialView.meta({ title: "UserToken" });

/** The token of a user in responses, without its secret. */
export type TokenView = z.output<typeof TokenView>;

/**
 * Adds a token for a user. Only a hash of it is stored, so the response to a repeat does not have it.
 *
 * @param finish runs last in the transaction that inserts the token
 * @returns what `finish` returns
 * @throws USER_NOT_FOUND, FORBIDDEN
 */
export async function addToken<Result>(
  { store, clock, userKeys }: Backend,
  customer: Customer,
  userId: string,
  { expiresInDays: days }: z.output<typeof NewToken>,
  finish: Finish<TokenView, Result>,
): Promise<Result> {
  const scopes = userScopes(customer.id, userId);
  return await store.transaction(
    async (sql) => {
      await keepActive(sql, customer);
      await holdUser(sql, customer, userId);
      const request = { tenant: customer.partner_id, scopes, expiresAt: expiryOf(days, clock()) };
      const { secret, key } = await userKeys.mint(request, sql);
      return await finish(sql, viewCredential(key), { secret: { token: secret } });
    },
    { sqlOnly: true },
  );
}

/** Lists the tokens of a user, newest first, including revoked ones. */
export function listTokens(
  backend: Backend,
  customer: Customer,
  userId: string,
  page: z.output<typeof ListQuery>,
): Promise<Page<TokenView>> {
  const [, scope] = userScopes(customer.id, userId);
  return listKeys(backend, customer.partner_id, page, viewCredential, { scope });
}

/** Finds a token of a user. @throws KEY_NOT_FOUND */
export async function findToken(
  { store, keys }: Backend,
  customer: Customer,
  userId: string,
  tokenId: string,
): Promise<KeyRecord> {
  const token = await keys.find(store.sql, customer.partner_id, tokenId);
  if (token === undefined || !isTokenOf(token, customer, userId)) throw imaging.error.KEY_NOT_FOUND();
  return token;
}

/** Tokens that are read at a time. */
const batch = 200;

/** Revokes the tokens of a user, or of all users of a customer. @param userId @default all users */
export async function revokeTokens(backend: Backend, customer: Customer, userId?: string): Promise<void> {
  const [ofCustomer = "", ofUser = ""] = userScopes(customer.id, userId ?? "");
  const scope = userId === undefined ? ofCustomer : ofUser;
  const { keys, store, userKeys } = backend;
  // A token that is rotated at the same time appears in the next list. A revoked one can no longer be rotated.
  for (let isRevoking = true; isRevoking; ) {
    isRevoking = false;
    for (let after: KeyPage["after"], isLast = false; !isLast; ) {
      const page = await keys.page(store.sql, customer.partner_id, { scope, limit: batch, after });
      for (const token of page) {
        if (token.revokedAt !== null || !isTokenOf(token, customer, userId)) continue;
        await userKeys.revoke(customer.partner_id, token.id);
        isRevoking = true;
      }
      after = page.at(-1);
      isLast = page.length < batch;
    }
  }
}

function isTokenOf({ scopes }: KeyRecord, customer: Customer, userId?: string): boolean {
  const [ofCustomer = "", ofUser = ""] = userScopes(customer.id, userId ?? "");
  return scopes.includes(ofCustomer) && (userId === undefined || scopes.includes(ofUser));
}
