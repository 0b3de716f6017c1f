import type { Sql } from "errata/store";
import { vision } from "../contract.ts";

/** Who has images looked at. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly plan: string;
  readonly subscription: "active" | "past_due";
  /** Images that it may have analysed in a calendar month. */
  readonly monthlyImages: number;
  /** The keys of an account that is not active count as deactivated. */
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

/** Reads an account; undefined when there is none. */
export async function readAccount(sql: Sql, accountId: string): Promise<Account | undefined> {
  const [row] = await sql<Row>`
    SELECT id, name, plan, subscription, is_active, monthly_images FROM vision_accounts WHERE id = ${accountId}`;
  if (row === undefined) return undefined;
  const { id, name, plan, subscription, is_active, monthly_images } = row;
  return { id, name, plan, subscription, monthlyImages: monthly_images, active: is_active === 1 };
}

/** Lets accounts through that have paid. @throws PAYMENT_REQUIRED */
export function requirePaid({ subscription }: Account): void {
  if (subscription === "past_due") throw vision.error.PAYMENT_REQUIRED();
}
