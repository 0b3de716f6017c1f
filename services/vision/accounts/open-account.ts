import { newId } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { type Plan, plans } from "./plans.ts";

/** What our own staff enters when somebody signs up. Limits that are given replace those of the plan. */
export interface NewAccount extends Partial<Plan> {
  readonly name: string;
  readonly plan: keyof typeof plans;
  readonly subscription?: "active" | "past_due";
  readonly isActive?: boolean;
}

/** Opens an account. @param accountId the same id again opens nothing more */
export async function openAccount(
  { store, storage, clock }: Backend,
  { name, plan, subscription = "active", isActive = true, ...limits }: NewAccount,
  accountId = newId("acc"),
): Promise<string> {
  const { storageBytes, monthlyImages } = { ...plans[plan], ...limits };
  await store.transaction(
    async (sql) => {
      const opened = await sql`
        INSERT INTO vision_accounts (id, name, plan, subscription, is_active, monthly_images, created_at)
        VALUES (${accountId}, ${name}, ${plan}, ${subscription}, ${Number(isActive)}, ${monthlyImages}, ${clock()})
        ON CONFLICT (id) DO NOTHING RETURNING id`;
      if (opened.length === 1) await storage.setQuota(sql, accountId, storageBytes);
    },
    { sqlOnly: true },
  );
  return accountId;
}
