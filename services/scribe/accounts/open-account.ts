import { newId } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import type { Template } from "./template.ts";

/** An account as staff create it. */
export interface NewAccount {
  readonly name: string;
  /** @default true */
  readonly isActive?: boolean;
  /** @default not configured */
  readonly provider?: string;
  /** @default not configured */
  readonly template?: Template;
}

/** Creates an account. Does nothing if the id exists. @returns the id */
export async function openAccount(
  { store, clock }: Pick<Backend, "store" | "clock">,
  { name, isActive = true, provider, template }: NewAccount,
  accountId = newId("acc"),
): Promise<string> {
  await store.sql`
    INSERT INTO scribe_accounts (id, name, is_active, provider, template, created_at)
    VALUES (${accountId}, ${name}, ${Number(isActive)}, ${provider ?? null},
      ${template === undefined ? null : JSON.stringify(template)}, ${clock()})
    ON CONFLICT (id) DO NOTHING`;
  return accountId;
}
