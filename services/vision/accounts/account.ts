import { type ApiKeyGuard, apiKeys, type KeyFormat, keyFormat } from "errata/guards";
import type { Sql } from "errata/store";
import { GB } from "../../shared/files/index.ts";
import { newId } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { vision } from "../contract.ts";

/** A customer of the API. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly plan: string;
  readonly subscription: "active" | "past_due";
  /** Number of images that it may analyse per calendar month. */
  readonly monthlyImages: number;
  /** Whether the account is open. The keys of a closed account are deactivated. */
  readonly active: boolean;
}

/** What a plan includes. */
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

interface Row {
  readonly id: string;
  readonly name: string;
  readonly plan: string;
  readonly subscription: Account["subscription"];
  readonly is_active: number;
  readonly monthly_images: number;
}

/** API keys of accounts: `vis_live_…`. */
export const accountKeys: KeyFormat = keyFormat({ prefix: "vis", environment: "live" });

/** Creates the guard that verifies API keys. Closing an account deactivates its keys. */
export function accountGuard({ store, keys, clock }: Pick<Backend, "store" | "keys" | "clock">): ApiKeyGuard<Account> {
  const { INVALID_API_KEY, EXPIRED_API_KEY, DEACTIVATED_API_KEY } = vision.error;
  return apiKeys<Account>({
    format: accountKeys,
    store,
    keys,
    account: (accountId) => readAccount(store.sql, accountId),
    refusals: {
      missing: INVALID_API_KEY,
      unknown: INVALID_API_KEY,
      revoked: DEACTIVATED_API_KEY,
      expired: EXPIRED_API_KEY,
      inactive: DEACTIVATED_API_KEY,
    },
    clock,
  });
}

/** Reads an account; undefined if it does not exist. */
export async function readAccount(sql: Sql, accountId: string): Promise<Account | undefined> {
  const [row] = await sql<Row>`
    SELECT id, name, plan, subscription, is_active, monthly_images FROM vision_accounts WHERE id = ${accountId}`;
  if (row === undefined) return undefined;
  const { is_active, monthly_images, ...account } = row;
  return { ...account, monthlyImages: monthly_images, active: is_active === 1 };
}

/** Checks that the subscription is paid. @throws PAYMENT_REQUIRED */
export function requirePaid({ subscription }: Account): void {
  if (subscription === "past_due") throw vision.error.PAYMENT_REQUIRED();
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
