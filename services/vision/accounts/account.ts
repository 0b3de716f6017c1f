import { type ApiKeyGuard, apiKeys, type KeyFormat, keyFormat } from "errata/guards";
import type { Keys, Sql, Store } from "errata/store";
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
export function accountGuard(store: Store, keys: Keys, clock: () => number): ApiKeyGuard<Account> {
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
