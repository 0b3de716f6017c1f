import type { Balances, Sql, TransactionSql } from "errata/store";
import type { Backend } from "../backend.ts";
import { orders } from "../contract.ts";
import { planOf } from "./plans.ts";

/** The two ledgers of usage: orders and units, each by account and month. */
export type UsageLedgers = Pick<Backend, "orderLedger" | "unitLedger" | "clock">;

/** What one order takes of its account's allowance. */
export interface UsageRequest {
  readonly orderId: string;
  readonly accountId: string;
  readonly planId: string;
  readonly units: number;
}

const dayMs = 24 * 60 * 60 * 1000;
/** Longer than an order can wait and be processed; an order itself expires long before. */
const holdMs = 30 * dayMs;

/**
 * Holds one order and its units of this month's allowance, all or nothing.
 *
 * @throws USAGE_LIMIT_EXCEEDED, USAGE_NOT_ENOUGH; let them take the transaction back
 */
export async function holdUsage(
  { orderLedger, unitLedger, clock }: UsageLedgers,
  sql: TransactionSql,
  { orderId, accountId, planId, units }: UsageRequest,
): Promise<void> {
  const now = clock();
  const account = usageAccount(accountId, now);
  const resetsAt = new Date(nextMonth(now)).toISOString();
  const { ordersPerMonth, unitsPerMonth } = planOf(planId);
  const holdOf = (amount: number) => ({ id: orderId, account, amount, expiresAt: now + holdMs });

  await setAllowance(orderLedger, sql, account, ordersPerMonth);
  const one = await orderLedger.reserve(sql, holdOf(1));
  if (one.status === "insufficient") {
    const facts = { scope: "orders_per_month", planId, limit: ordersPerMonth, requested: 1 } as const;
    const { used, reserved } = await orderLedger.read(sql, account);
    throw orders.error.USAGE_LIMIT_EXCEEDED({ ...facts, used: used + reserved, resetsAt });
  }
  await setAllowance(unitLedger, sql, account, unitsPerMonth);
  const all = await unitLedger.reserve(sql, holdOf(units));
  if (all.status === "insufficient") {
    throw orders.error.USAGE_NOT_ENOUGH({ required: all.required, current: all.available, resetsAt });
  }
  requireStatus("hold", one.status, "reserved");
  requireStatus("hold", all.status, "reserved");
}

/** Charges what a completed order cost; what it held beyond that returns. */
export async function commitUsage(
  { orderLedger, unitLedger }: UsageLedgers,
  sql: TransactionSql,
  orderId: string,
  units: number,
): Promise<void> {
  requireStatus("charge", (await orderLedger.commit(sql, { id: orderId })).status, "committed");
  requireStatus("charge", (await unitLedger.commit(sql, { id: orderId, amount: units })).status, "committed");
}

/** Returns all that an order held. */
export async function releaseUsage(
  { orderLedger, unitLedger }: UsageLedgers,
  sql: TransactionSql,
  orderId: string,
): Promise<void> {
  requireStatus("return", (await orderLedger.release(sql, orderId)).status, "released");
  requireStatus("return", (await unitLedger.release(sql, orderId)).status, "released");
}

/** What is used, held and left of one allowance. */
export interface UsageView {
  readonly limit: number;
  readonly used: number;
  readonly held: number;
  readonly left: number;
}

/** Reads this month's usage of an account. */
export async function readUsage(
  { orderLedger, unitLedger, clock }: UsageLedgers,
  sql: Sql,
  { accountId, planId }: { readonly accountId: string; readonly planId: string },
): Promise<{ orders: UsageView; units: UsageView; resetsAt: string }> {
  const now = clock();
  const account = usageAccount(accountId, now);
  const { ordersPerMonth, unitsPerMonth } = planOf(planId);
  const view = async (ledger: Balances, limit: number): Promise<UsageView> => {
    const { used, reserved } = await ledger.read(sql, account);
    return { limit, used, held: reserved, left: Math.max(0, limit - used - reserved) };
  };
  return {
    orders: await view(orderLedger, ordersPerMonth),
    units: await view(unitLedger, unitsPerMonth),
    resetsAt: new Date(nextMonth(now)).toISOString(),
  };
}

/** The plan of today counts, whatever was on sale when the month began. */
async function setAllowance(ledger: Balances, sql: TransactionSql, account: string, limit: number): Promise<void> {
  const { capacity } = await ledger.read(sql, account);
  if (capacity !== limit) await ledger.setCapacity(sql, account, limit);
}

/** Each month of an account is one account of the ledgers, so that nothing is carried over. */
function usageAccount(accountId: string, now: number): string {
  return `${accountId}/${new Date(now).toISOString().slice(0, 7)}`;
}

function nextMonth(now: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

function requireStatus(what: string, received: string, expected: string): void {
  if (received !== expected) throw new Error(`usage of an order: expected to ${what}, found it ${received} already.`);
}
