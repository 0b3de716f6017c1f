import type { Balances, Sql, TransactionSql } from "errata/store";
import { z } from "zod";
import { Month, type Page, pageQuery, Time } from "../../shared/http/index.ts";
import { listMovements, type Movement, resourceIn } from "../../shared/ledger/index.ts";
import type { Backend } from "../backend.ts";
import { orders } from "../contract.ts";
import { planOf } from "./plans.ts";

/** The two ledgers of usage, orders and units, each by account and month. */
export type UsageLedgers = Pick<Backend, "orderLedger" | "unitLedger" | "clock">;

/** The usage of one order. */
export interface UsageRequest {
  readonly orderId: string;
  readonly accountId: string;
  readonly planId: string;
  readonly units: number;
}

const dayMs = 24 * 60 * 60 * 1000;
/** Longer than an order can wait and be processed, because an order expires long before. */
const reservationMs = 30 * dayMs;

/**
 * Reserves one order and its units from this month's allowance.
 *
 * @throws USAGE_LIMIT_EXCEEDED, USAGE_NOT_ENOUGH; the caller must let them roll the transaction back
 */
export async function reserveUsage(
  { orderLedger, unitLedger, clock }: UsageLedgers,
  sql: TransactionSql,
  { orderId, accountId, planId, units }: UsageRequest,
): Promise<void> {
  const now = clock();
  const account = usageAccount(accountId, now);
  const resetsAt = new Date(nextMonth(now)).toISOString();
  const { ordersPerMonth } = planOf(planId);
  const reservation = (amount: number) => ({ id: orderId, account, amount, expiresAt: now + reservationMs });

  await grantAllowance({ orderLedger, unitLedger, clock }, sql, { accountId, planId });
  const order = await orderLedger.reserve(sql, reservation(1));
  if (order.status === "insufficient") {
    const { used, reserved } = await orderLedger.read(sql, account);
    const details = { scope: "orders_per_month", planId, limit: ordersPerMonth, requested: 1 } as const;
    throw orders.error.USAGE_LIMIT_EXCEEDED({ ...details, used: used + reserved, resetsAt });
  }
  const all = await unitLedger.reserve(sql, reservation(units));
  if (all.status === "insufficient") {
    throw orders.error.USAGE_NOT_ENOUGH({ required: all.required, current: all.available, resetsAt });
  }
  requireStatus(orderId, order.status, "reserved");
  requireStatus(orderId, all.status, "reserved");
}

/** A plan of an account. */
interface AccountPlan {
  readonly accountId: string;
  readonly planId: string;
}

/** Sets the allowance of an account for this month to that of its plan. A change of the limit becomes a movement. */
export async function grantAllowance(
  { orderLedger, unitLedger, clock }: UsageLedgers,
  sql: TransactionSql,
  { accountId, planId }: AccountPlan,
): Promise<void> {
  const account = usageAccount(accountId, clock());
  const { ordersPerMonth, unitsPerMonth } = planOf(planId);
  await setAllowance(orderLedger, sql, account, ordersPerMonth);
  await setAllowance(unitLedger, sql, account, unitsPerMonth);
}

/** Charges the units that a completed order cost and releases the rest of its reservation. */
export async function commitUsage(
  { orderLedger, unitLedger }: UsageLedgers,
  sql: TransactionSql,
  orderId: string,
  units: number,
): Promise<void> {
  requireStatus(orderId, (await orderLedger.commit(sql, { id: orderId })).status, "committed");
  requireStatus(orderId, (await unitLedger.commit(sql, { id: orderId, amount: units })).status, "committed");
}

/** Releases the reservation of an order. */
export async function releaseUsage(
  { orderLedger, unitLedger }: UsageLedgers,
  sql: TransactionSql,
  orderId: string,
): Promise<void> {
  requireStatus(orderId, (await orderLedger.release(sql, orderId)).status, "released");
  requireStatus(orderId, (await unitLedger.release(sql, orderId)).status, "released");
}

/** Use of one allowance, as the API returns it. */
const AllowanceView = z.object({
  limit: z.int().min(0).describe("Allowance of the month."),
  used: z.int().min(0).describe("Used by completed orders."),
  held: z.int().min(0).describe("Reserved by confirmed orders that are not completed yet."),
  left: z.int().min(0).describe("Left for further orders."),
});

/** This month's usage of an account, as the API returns it. */
export const UsageView = z
  .object({
    orders: AllowanceView.describe("Orders."),
    units: AllowanceView.describe("Units."),
    resetsAt: Time.describe("When the next month begins."),
  })
  .meta({ title: "Usage" });

/** Reads this month's usage of an account. */
export async function readUsage(
  { orderLedger, unitLedger, clock }: UsageLedgers,
  sql: Sql,
  { accountId, planId }: AccountPlan,
): Promise<z.output<typeof UsageView>> {
  const now = clock();
  const account = usageAccount(accountId, now);
  const { ordersPerMonth, unitsPerMonth } = planOf(planId);
  const view = async (ledger: Balances, limit: number): Promise<z.output<typeof AllowanceView>> => {
    const { used, reserved } = await ledger.read(sql, account);
    return { limit, used, held: reserved, left: Math.max(0, limit - used - reserved) };
  };
  return {
    orders: await view(orderLedger, ordersPerMonth),
    units: await view(unitLedger, unitsPerMonth),
    resetsAt: new Date(nextMonth(now)).toISOString(),
  };
}

/** Query of `GET /v1/usage/movements`. */
export const UsageQuery = z.strictObject({
  ...pageQuery(orders.limits.pageItems),
  unit: z.enum(["orders", "units"]).default("units").describe("What is counted."),
  month: Month.optional(),
});

/** Lists the movements of an account's orders or units in a month, the current one by default. */
export async function listUsage(
  { store, ...ledgers }: UsageLedgers & Pick<Backend, "store">,
  plan: AccountPlan,
  { unit, month, ...page }: z.output<typeof UsageQuery>,
): Promise<Page<z.output<typeof Movement>>> {
  const current = usageAccount(plan.accountId, ledgers.clock());
  const account = month === undefined ? current : `${plan.accountId}/${month}`;
  // Before the first order of a month, the ledgers have no allowance for it.
  if (account === current) await store.transaction((sql) => grantAllowance(ledgers, sql, plan), { sqlOnly: true });
  return await listMovements(unit === "orders" ? ledgers.orderLedger : ledgers.unitLedger, store.sql, {
    account,
    page,
    explain: (entry) => ({ reason: "order_completed", reference: resourceIn(entry, "ord") }),
  });
}

/** The current plan counts, even if it changed within the month. */
async function setAllowance(ledger: Balances, sql: TransactionSql, account: string, limit: number): Promise<void> {
  const { capacity } = await ledger.read(sql, account);
  if (capacity !== limit) await ledger.setCapacity(sql, account, limit);
}

/** Returns the account of a month in the ledgers. Each month has its own, so nothing is carried over. */
export function usageAccount(accountId: string, now: number): string {
  return `${accountId}/${new Date(now).toISOString().slice(0, 7)}`;
}

function nextMonth(now: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

function requireStatus(orderId: string, received: string, expected: string): void {
  if (received !== expected) throw new Error(`usage of order ${orderId}: expected ${expected}, received ${received}.`);
}
