import { createHash } from "node:crypto";

/** A tenant of a bench. */
export interface Tenant<Account> {
  readonly account: Account;
  /** The value of its `Authorization` header. */
  readonly authorization: string;
}

/** The tenants of a bench, and how the plain app knows them. */
export interface Tenants<Account> {
  readonly all: readonly Tenant<Account>[];
  /** Finds who sends a request, by the hash of the credential, which is the least that any app needs. */
  find(authorization: string): Account;
}

/**
 * Opens the tenants of a bench.
 *
 * @param count how many share the load; with a limit of 120 requests a minute each, 400 are enough for the whole bench
 */
export async function eachTenant<Account>(
  count: number,
  open: (name: string) => Promise<{ readonly account: Account; readonly credential: string }>,
): Promise<Tenants<Account>> {
  const all: Tenant<Account>[] = [];
  const known = new Map<string, Account>();
  for (let index = 0; index < count; index += 1) {
    const { account, credential } = await open(`Bench ${index}`);
    const authorization = `Bearer ${credential}`;
    all.push({ authorization, account });
    known.set(hashOf(authorization), account);
  }
  return {
    all,
    find(authorization) {
      const account = known.get(hashOf(authorization));
      if (account === undefined) throw new Error("no such tenant");
      return account;
    },
  };
}

function hashOf(authorization: string): string {
  return createHash("sha256").update(authorization).digest("base64");
}
