import { GB } from "../../shared/files/index.ts";
import { newId } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";

/** The limits of a plan. */
interface Plan {
  readonly storageBytes: number;
  /** Number of images that may be analysed per calendar month. */
  readonly monthlyImages: number;
}

const plans = {
  free: { storageBytes: GB / 10, monthlyImages: 100 },
  team: { storageBytes: 10 * GB, monthlyImages: 10_000 },
} as const satisfies Record<string, Plan>;

/** An account as staff create it. Limits override those of the plan. */
export interface NewAccount extends Partial<Plan> {
  readonly name: string;
  readonly plan: keyof typeof plans;
  /** @default "active" */
  readonly subscription?: "active" | "past_due";
  /** @default true */
  readonly isActive?: boolean;
}

/** Creates an account. Does nothing if the id exists. @returns the id */
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
