import type { Sql } from "errata/store";
import { newId } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { toHundredths } from "./credits.ts";

/** An account that resells the imaging service. */
export interface Partner {
  readonly id: string;
  readonly name: string;
  readonly tier: string;
  /** End of the trial in epoch milliseconds; null if the partner is not on trial. */
  readonly trialEndsAt: number | null;
  /** The keys of an inactive partner are rejected. */
  readonly active: boolean;
}

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

/** Reads a partner; undefined if it does not exist. */
export async function readPartner(sql: Sql, partnerId: string): Promise<Partner | undefined> {
  const [row] = await sql<{ id: string; name: string; tier: string; trial_ends_at: number | null; is_active: number }>`
    SELECT id, name, tier, trial_ends_at, is_active FROM imaging_partners WHERE id = ${partnerId}`;
  if (row === undefined) return undefined;
  return { id: row.id, name: row.name, tier: row.tier, trialEndsAt: row.trial_ends_at, active: row.is_active === 1 };
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
