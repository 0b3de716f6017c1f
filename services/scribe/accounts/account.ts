import type { Refusal } from "errata";
import { type ApiKeyGuard, apiKeys, type KeyFormat, keyFormat } from "errata/guards";
import type { Keys, Sql, Store } from "errata/store";
import { z } from "zod";
import { scribe } from "../contract.ts";
import { Template } from "./template.ts";

/** A practice or a clinic. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  /** Name of the note writer; null until it is configured. */
  readonly provider: string | null;
  /** A template as JSON; null until it is configured. */
  readonly template: string | null;
  /** Number of notes that were charged, including deleted ones. */
  readonly notesCharged: number;
}

/** An account as the API returns it. */
export const AccountView = z
  .object({
    id: z.string().describe("Id of the account."),
    name: z.string().describe("Name of the practice or the clinic."),
    provider: z.string().nullable().describe("Provider that writes the notes; null until it is configured."),
    template: Template.nullable().describe("Form of the notes; null until it is configured, or if it is invalid."),
    providers: z.array(z.string()).describe("Providers that are available."),
    notesCharged: z.int().min(0).describe("Number of notes that were charged, including deleted ones."),
  })
  .meta({ title: "Account" });

/** An account as the API returns it. */
export type AccountView = z.output<typeof AccountView>;

/** API keys of accounts: `scr_live_…`. */
export const scribeKeys: KeyFormat = keyFormat({ prefix: "scr", environment: "live" });

/** Creates the guard that verifies API keys. Unknown, revoked and expired keys share one message. */
export function accountGuard(store: Store, keys: Keys, clock: () => number): ApiKeyGuard<Account> {
  const { authentication_required, account_invalid } = scribe.error;
  const missing: Refusal<object> = (_, options) => authentication_required({ reason: "missing" }, options);
  const invalid: Refusal<object> = (_, options) => authentication_required({ reason: "invalid" }, options);
  const inactive: Refusal<object> = (_, options) => account_invalid({ problem: "inactive" }, options);
  return apiKeys<Account>({
    format: scribeKeys,
    store,
    keys,
    account: (accountId) => readAccount(store.sql, accountId),
    refusals: { missing, unknown: invalid, revoked: invalid, expired: invalid, inactive },
    clock,
  });
}

/** Reads the current state of an account; undefined if it does not exist. */
export async function readAccount(sql: Sql, accountId: string): Promise<Account | undefined> {
  const [row] = await sql<
    Omit<Account, "active" | "notesCharged"> & { readonly is_active: number; readonly notes_charged: number }
  >`
    SELECT id, name, is_active, provider, template, notes_charged FROM scribe_accounts WHERE id = ${accountId}`;
  if (row === undefined) return undefined;
  const { is_active: isActive, notes_charged: notesCharged, ...account } = row;
  return { ...account, active: isActive === 1, notesCharged };
}
