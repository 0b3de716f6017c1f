import type { TransactionSql } from "errata/store";
import { commitUsage, holdUsage, releaseUsage } from "../accounts/usage.ts";
import type { Backend } from "../backend.ts";
import { holding, type Operation, type State } from "../state-machine.ts";
import { noteLeavings } from "./leavings.ts";
import { type Order, readOrder } from "./order.ts";
import { nextState } from "./refusal.ts";

/** What changes with an order's state. */
export type Patch = Partial<
  Pick<Order, "options" | "quantity" | "uploaded" | "expiresAt" | "units" | "report" | "failure">
>;

/** A patch, and another state than the table's where an order is only on its way to that. */
export type Decision = Patch & { readonly state?: State };

/** How one operation changes an order. */
export interface Change {
  readonly operation: Operation;
  /** Plan whose allowance a confirmation takes from. */
  readonly planId?: string;
  /** Works out what changes with the state, and waits for nothing outside of this process. Throws to refuse. @param to what the table says */
  readonly decide?: (order: Order, to: State) => Decision | Promise<Decision>;
  /** Writes what belongs to the change. Runs once the order is written, so that no other change is under way. */
  readonly also?: (sql: TransactionSql, before: Order) => Promise<void>;
}

/**
 * Changes an order in the caller's transaction: the table decides, then everything that belongs to the change is written
 * with it — usage held, charged or returned, the job of the queue, the files that are no longer needed, the history,
 * and what `onTransition` writes.
 *
 * @throws the code that refuses; Raced when another change came first
 */
export async function advance(
  backend: Backend,
  sql: TransactionSql,
  before: Order,
  { operation, planId, decide, also }: Change,
): Promise<Order> {
  const next = nextState(operation, before);
  const { state: to = next, ...patch } = (await decide?.(before, next)) ?? {};
  const now = backend.clock();
  const after: Order = { ...before, ...patch, state: to, version: before.version + 1, updatedAt: now };
  // The order first, whatever follows: every change takes its locks in the same order, so that none waits in a circle.
  await write(sql, before, after);
  await also?.(sql, before);
  if (before.state === to) return after;
  await settleUsage(backend, sql, before.state, after, planId);
  if (to === "confirmed") await backend.jobs.enqueue(sql, { id: after.id, payload: { orderId: after.id } });
  if (holding.has(before.state) && !holding.has(to)) await backend.jobs.remove(sql, after.id);
  await noteLeavings(backend, sql, after);
  await sql`
    INSERT INTO orders_history (order_id, version, from_state, to_state, at)
    VALUES (${after.id}, ${after.version}, ${before.state}, ${to}, ${now})`;
  await backend.onTransition(sql, after, before.state, to);
  return after;
}

/** Says that an order was changed between reading and writing; whoever sees it reads again. */
class Raced extends Error {
  override readonly name = "Raced";

  constructor(orderId: string) {
    super(`order ${orderId} was changed meanwhile`);
  }
}

async function write(sql: TransactionSql, before: Order, after: Order): Promise<void> {
  const { id, options, quantity, state, version, uploaded, expiresAt, units, report, failure, updatedAt } = after;
  const rows = await sql`
    UPDATE orders_orders SET
      options = ${JSON.stringify(options)}, quantity = ${quantity}, state = ${state}, version = ${version},
      uploaded = ${uploaded}, expires_at = ${expiresAt}, units = ${units},
      report = ${report && JSON.stringify(report)}, failure = ${failure && JSON.stringify(failure)},
      updated_at = ${updatedAt}
    WHERE id = ${id} AND version = ${before.version} RETURNING id`;
  if (rows.length === 0) throw new Raced(id);
}

async function settleUsage(
  backend: Backend,
  sql: TransactionSql,
  from: State,
  order: Order,
  planId: string | undefined,
): Promise<void> {
  const { id, accountId, quantity, units, state } = order;
  if (!holding.has(from) && holding.has(state)) {
    if (planId === undefined) throw new Error(`order ${id} is confirmed without a plan to charge`);
    await holdUsage(backend, sql, { orderId: id, accountId, planId, units: quantity });
  } else if (holding.has(from) && state === "completed") {
    await commitUsage(backend, sql, id, units ?? quantity);
  } else if (holding.has(from) && !holding.has(state)) {
    await releaseUsage(backend, sql, id);
  }
}

/** Most changes of one order that one request loses against others before it gives up. */
const mostRaces = 10;

/**
 * Changes an order in a transaction of its own, and again from the start when another change came first.
 *
 * @param read gives the order; throws where the caller may not have it
 * @throws the code that refuses
 */
export async function changeOrder(
  backend: Backend,
  read: () => Promise<Order>,
  change: Change | ((order: Order) => Change),
): Promise<Order> {
  for (let races = 0; ; races += 1) {
    const before = await read();
    const own = typeof change === "function" ? change(before) : change;
    try {
      const after = await backend.store.transaction((sql) => advance(backend, sql, before, own), { sqlOnly: true });
      backend.changed(after);
      return after;
    } catch (error) {
      if (!(error instanceof Raced) || races >= mostRaces) throw error;
    }
  }
}

/** Reads an order that is known to exist. */
export async function rereadOrder({ store }: Pick<Backend, "store">, orderId: string): Promise<Order> {
  const order = await readOrder(store.sql, orderId);
  if (order === undefined) throw new Error(`order ${orderId} vanished; orders are never deleted.`);
  return order;
}
