import { imaging } from "../contract.ts";
import type { Partner } from "./partner.ts";

/** Who sent a request: a partner, or a user of one of its customers. */
export interface Caller {
  readonly partner: Partner;
  readonly user: { readonly id: string; readonly customerId: string } | undefined;
}

/** Writes the scopes of a user's token. */
export function userScopes(customerId: string, userId: string): readonly string[] {
  return [`customer:${customerId}`, `user:${userId}`];
}

/** Reads who holds a key: a partner's key has no user in its scopes. */
export function callerOf(partner: Partner, scopes: readonly string[]): Caller {
  const [customerId, userId] = [afterPrefix(scopes, "customer:"), afterPrefix(scopes, "user:")];
  return { partner, user: customerId === undefined || userId === undefined ? undefined : { id: userId, customerId } };
}

/**
 * Refuses users where only a partner may act.
 *
 * @throws INVALID_API_KEY because a user's token is no API key of a partner
 */
export function requirePartner({ partner, user }: Caller): Partner {
  if (user !== undefined) throw imaging.error.INVALID_API_KEY(undefined, { note: `${user.id} is a user` });
  return partner;
}

function afterPrefix(scopes: readonly string[], prefix: string): string | undefined {
  return scopes.find((scope) => scope.startsWith(prefix))?.slice(prefix.length);
}
