import { newId } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { toHundredths } from "./credits.ts";

/** The data that staff enter when a partner signs up. */
export interface NewAccount {
  readonly name: string;
  readonly tier: "developer" | "reseller" | "enterprise";
  /** End of the trial in epoch milliseconds. @default no trial */
  readonly trialEndsAt?: number;
  /** @default true */
  readonly isActive?: boolean;
  /** Opening balance. @default 0 */
  readonly credits?: number;
  /** Plans to offer. A plan with a price is also enabled in the retail pricing. @default none */
  readonly plans?: readonly { readonly id: string; readonly retailPrice?: number }[];
}

/** Creates a partner account. Repeating it with the same id changes nothing. @returns the id */
export async function openAccount(backend: Backend, account: NewAccount, partnerId = newId("par")): Promise<string> {
  const { store, clock } = backend;
  const now = clock();
  await store.transaction(
    async (sql) => {
      await sql`
      INSERT INTO imaging_partners (id, name, tier, trial_ends_at, is_active, created_at)
      VALUES (${partnerId}, ${account.name}, ${account.tier}, ${account.trialEndsAt ?? null},
        ${Number(account.isActive ?? true)}, ${now})
      ON CONFLICT (id) DO NOTHING`;
      await backend.creditLedger.grant(sql, {
        id: `opening:${partnerId}`,
        account: partnerId,
        amount: toHundredths(account.credits ?? 0),
        source: "purchase",
      });
      for (const { id, retailPrice } of account.plans ?? []) {
        await sql`
        INSERT INTO imaging_offers (partner_id, plan_id) VALUES (${partnerId}, ${id}) ON CONFLICT DO NOTHING`;
        if (retailPrice === undefined) continue;
        await sql`
        INSERT INTO imaging_pricing (partner_id, plan_id, is_enabled, retail_price, currency, updated_at)
        VALUES (${partnerId}, ${id}, 1, ${Math.round(retailPrice * 100)}, 'EUR', ${now})
        ON CONFLICT DO NOTHING`;
      }
    },
    { sqlOnly: true },
  );
  return partnerId;
}
