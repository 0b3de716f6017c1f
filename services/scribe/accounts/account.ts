import type { Sql } from "errata/store";

/** Who uses the scribe service: a practice or a clinic. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  /** Name of what makes the account's notes; null until it is set. */
  readonly provider: string | null;
  /** A template as JSON; null until it is set. */
  readonly template: string | null;
}

/** Reads an account as it is now; undefined when there is none. */
export async function readAccount(sql: Sql, accountId: string): Promise<Account | undefined> {
  const [row] = await sql<Omit<Account, "active"> & { readonly is_active: number }>`
    SELECT id, name, is_active, provider, template FROM scribe_accounts WHERE id = ${accountId}`;
  if (row === undefined) return undefined;
  const { is_active: isActive, ...account } = row;
  return { ...account, active: isActive === 1 };
}
