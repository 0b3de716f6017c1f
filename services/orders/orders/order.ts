import type { Sql } from "errata/store";
import { isoTime } from "../../shared/http/index.ts";
import type { State } from "../state-machine.ts";
import { factsOf, type OrderType } from "../work/order-types.ts";

/** Why an order has failed. */
export interface Failure {
  readonly reason: "cancelled" | "file_not_readable" | "rows_not_valid" | "quantity_exceeded" | "internal";
  readonly problem?: string;
  readonly report?: Readonly<Record<string, unknown>>;
}

/** An order as it stands. */
export interface Order {
  readonly id: string;
  readonly accountId: string;
  readonly userId: string;
  readonly type: OrderType;
  readonly options: Readonly<Record<string, unknown>>;
  readonly quantity: number;
  readonly state: State;
  /** Grows by one with each change: who writes names the one that was read, so that no two changes meet. */
  readonly version: number;
  /** Files that are there. */
  readonly uploaded: number;
  readonly deadlineMs: number;
  readonly expiresAt: number;
  /** What it has cost; null before it is completed. */
  readonly units: number | null;
  readonly report: Readonly<Record<string, unknown>> | null;
  readonly failure: Failure | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** An order as the table keeps it. */
export interface OrderRow {
  readonly id: string;
  readonly account_id: string;
  readonly user_id: string;
  readonly type: string;
  readonly options: string;
  readonly quantity: number;
  readonly state: string;
  readonly version: number;
  readonly uploaded: number;
  readonly deadline_ms: number;
  readonly expires_at: number;
  readonly units: number | null;
  readonly report: string | null;
  readonly failure: string | null;
  readonly created_at: number;
  readonly updated_at: number;
}

/** Reads an order; undefined when there is none. */
export async function readOrder(sql: Sql, orderId: string): Promise<Order | undefined> {
  const [row] = await sql<OrderRow>`
    SELECT id, account_id, user_id, type, options, quantity, state, version, uploaded, deadline_ms, expires_at,
      units, report, failure, created_at, updated_at
    FROM orders_orders WHERE id = ${orderId}`;
  return row && fromRow(row);
}

/** Reads a row of the table. */
export function fromRow(row: OrderRow): Order {
  return {
    id: row.id,
    accountId: row.account_id,
    userId: row.user_id,
    type: row.type as OrderType,
    options: JSON.parse(row.options),
    quantity: row.quantity,
    state: row.state as State,
    version: row.version,
    uploaded: row.uploaded,
    deadlineMs: row.deadline_ms,
    expiresAt: row.expires_at,
    units: row.units,
    report: row.report === null ? null : JSON.parse(row.report),
    failure: row.failure === null ? null : JSON.parse(row.failure),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** Counts the files that an order needs. */
export function filesNeeded({ type, quantity }: Pick<Order, "type" | "quantity">): number {
  return factsOf[type].files(quantity);
}

/** An order as the API shows it. */
export function viewOrder(order: Order): Readonly<Record<string, unknown>> {
  const { id, userId, type, options, quantity, state, uploaded, units, failure, createdAt, updatedAt, expiresAt } =
    order;
  return {
    ...{ id, type, status: state, quantity, options, userId },
    files: { required: filesNeeded(order), uploaded },
    hasFile: factsOf[type].hasFile,
    units,
    failure,
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
    expiresAt: isoTime(expiresAt),
  };
}
