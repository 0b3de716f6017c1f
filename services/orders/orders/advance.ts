import type { TransactionSql } from "errata/store";
import { requireUnchargedWork } from "../accounts/uncharged-work.ts";
import { commitUsage, releaseUsage, reserveUsage } from "../accounts/usage.ts";
import type { Backend } from "../backend.ts";
import { nextState } from "./next-state.ts";
import { type Order, readOrder } from "./order.ts";
import { scheduleFileDeletion } from "./order-files.ts";
import { type Operation, reservingStates, type State } from "./state-machine.ts";

/** Members of an order that change together with its state. */
export type Patch = Partial<
  Pick<Order, "options" | "quantity" | "uploaded" | "expiresAt" | "units" | "report" | "failure">
>;

/** A patch, with a state if the order does not reach the state of the table yet. */
export type Decision = Patch & { readonly state?: State };

/** A change of an order by one operation. */
export interface Change {
  readonly operation: Operation;
  /** The account's plan; required for a confirmation. */
  readonly planId?: string;
  /**
   * Returns what changes together with the state, or throws to reject the operation. Must not wait for anything outside
   * this process, because a transaction is open.
   *
   * @param to the state in the table
   */
  readonly decide?: (order: Order, to: State) => Decision | Promise<Decision>;
  /** Writes more rows in the same transaction, after the order, when no other change can be in progress. */
  readonly alsoWrite?: (sql: TransactionSql, before: Order) => Promise<void>;
}

/**
 * Changes an order in the caller's transaction. The state machine decides; then the order is written together with its
 * usage (reserved, charged or released), its job in the queue, the deletion of its files, its history and the rows of
 * `onTransition`.
 *
 * @throws the code that rejects the operation; VersionConflict if another change was committed first
 */
export async function advance(
  backend: Backend,
  sql: TransactionSql,
  before: Order,
  { operation, planId, decide, alsoWrite }: Change,
): Promise<Order> {
  const next = nextState(operation, before);
  const { state: to = next, ...patch } = (await decide?.(before, next)) ?? {};
  const now = backend.clock();
  const after: Order = { ...before, ...patch, state: to, version: before.version + 1, updatedAt: now };
  // The order is always written first, so that all changes take their locks in the same sequence and cannot deadlock.
  await write(sql, before, after);
  await alsoWrite?.(sql, before);
  if (before.state === to) return after;
  await settleUsage(backend, sql, before.state, after, planId);
  if (to === "confirmed") {
    await backend.jobs.enqueue(sql, { id: after.id, payload: { orderId: after.id }, group: after.accountId });
  }
  if (reservingStates.has(before.state) && !reservingStates.has(to)) await backend.jobs.remove(sql, after.id);
  await scheduleFileDeletion(backend, sql, after);
  await sql`
    INSERT INTO orders_history (order_id, version, from_state, to_state, at)
    VALUES (${after.id}, ${after.version}, ${before.state}, ${to}, ${now})`;
  await backend.onTransition(sql, after, before.state, to);
  return after;
}

/** Reports that an order was changed after it was read. The operation is repeated with the new version. */
class VersionConflict extends Error {
  override readonly name = "VersionConflict";

  constructor(orderId: string) {
    super(`order ${orderId} was changed after it was read`);
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
  if (rows.length === 0) throw new VersionConflict(id);
}

async function settleUsage(
  backend: Backend,
  sql: TransactionSql,
  from: State,
  order: Order,
  planId: string | undefined,
): Promise<void> {
  const { id, accountId, quantity, units, state, deadlineMs } = order;
  if (!reservingStates.has(from) && reservingStates.has(state)) {
    if (planId === undefined) throw new Error(`order ${id} is confirmed without a plan to charge`);
    await requireUnchargedWork(backend, sql, { accountId, planId, deadlineMs });
    await reserveUsage(backend, sql, { orderId: id, accountId, planId, units: quantity });
  } else if (reservingStates.has(from) && state === "completed") {
    await commitUsage(backend, sql, id, units ?? quantity);
  } else if (reservingStates.has(from) && !reservingStates.has(state)) {
    await releaseUsage(backend, sql, id);
  }
}

/** Version conflicts after which an operation fails. */
const maxConflicts = 10;

/**
 * Changes an order in its own transaction. Repeats the whole operation if another change was committed first.
 *
 * @param read reads the order; throws if the caller has no access to it
 * @throws the code that rejects the operation
 */
export function changeOrder(backend: Backend, read: () => Promise<Order>, change: Change): Promise<Order> {
  return changeOrderWith(backend, read, change, async (_, after) => after);
}

/**
 * Changes an order like `changeOrder`.
 *
 * @param finish runs last in the transaction
 * @returns what `finish` returns
 */
export async function changeOrderWith<Result>(
  backend: Backend,
  read: () => Promise<Order>,
  change: Change,
  finish: (sql: TransactionSql, after: Order) => Promise<Result>,
): Promise<Result> {
  for (let conflicts = 0; ; conflicts += 1) {
    const before = await read();
    try {
      const { after, result } = await backend.store.transaction(
        async (sql) => {
          const changed = await advance(backend, sql, before, change);
          return { after: changed, result: await finish(sql, changed) };
        },
        { sqlOnly: true },
      );
      backend.onCommit(after);
      return result;
    } catch (error) {
      if (!(error instanceof VersionConflict) || conflicts >= maxConflicts) throw error;
    }
  }
}

/** Reads an order that must exist. @throws Error if it does not */
export async function rereadOrder({ store }: Pick<Backend, "store">, orderId: string): Promise<Order> {
  const order = await readOrder(store.sql, orderId);
  if (order === undefined) throw new Error(`order ${orderId} does not exist, although orders are never deleted.`);
  return order;
}
