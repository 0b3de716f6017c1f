import { newId } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import type { Template } from "./template.ts";

/** What our own staff enters when a practice signs up. */
export interface NewAccount {
  readonly name: string;
  readonly isActive?: boolean;
  /** What makes its notes. @default nothing yet */
  readonly provider?: string;
  /** @default none yet */
  readonly template?: Template;
}

/** Opens an account. @param accountId the same id again opens nothing more */
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
