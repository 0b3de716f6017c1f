import { newId } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { toHundredths } from "../credits.ts";

/** What our own staff enters when a partner signs up. */
export interface NewAccount {
  readonly name: string;
  readonly tier: "developer" | "reseller" | "enterprise";
  readonly trialEndsAt?: number;
  readonly isActive?: boolean;
  readonly credits?: number;
  /** Plans that are offered; those with a price are enabled in the retail pricing. */
  readonly plans?: readonly { readonly id: string; readonly retailPrice?: number }[];
}

/** Opens a partner's account. @param partnerId the same id again opens nothing more */
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
    { isBrief: true },
  );
  return partnerId;
}
