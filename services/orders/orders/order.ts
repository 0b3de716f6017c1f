import type { Sql, TransactionSql } from "errata/store";
import { z } from "zod";
import { isoTime, Time } from "../../shared/http/index.ts";
import { localizeTexts } from "../locales/translate-text.ts";
import { type OrderType, optionsSchemas, orderTypeInfo, orderTypes } from "../work/order-types.ts";
import { FailureReport } from "../work/reports.ts";
import { type State, states } from "./state-machine.ts";

/** Why an order failed, as the API returns it. */
const FailureView = z.object({
  reason: z
    .enum(["cancelled", "file_not_readable", "rows_not_valid", "quantity_exceeded", "internal"])
    .describe("The reason."),
  problem: z.string().optional().describe("One sentence for a person. It never quotes the content of a file."),
  report: FailureReport.optional().describe("What was found in a table before processing ended."),
});

/** Why an order failed. */
export type Failure = z.output<typeof FailureView>;

/** An order. Times are in epoch milliseconds. */
export interface Order {
  readonly id: string;
  readonly accountId: string;
  readonly userId: string;
  readonly type: OrderType;
  readonly options: Readonly<Record<string, unknown>>;
  readonly quantity: number;
  readonly state: State;
  /** Increases by one with each change. A change is written only if the version is still the one that was read. */
  readonly version: number;
  /** Number of uploaded files. */
  readonly uploaded: number;
  readonly deadlineMs: number;
  readonly expiresAt: number;
  /** Units charged; null until the order is completed. */
  readonly units: number | null;
  readonly report: Readonly<Record<string, unknown>> | null;
  readonly failure: Failure | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/**
 * Called for each change of state, in its transaction. It must write with `sql` only, because the transaction can be
 * rolled back or run again.
 *
 * @param from null for a new order
 */
export type TransitionListener = (sql: TransactionSql, order: Order, from: State | null, to: State) => Promise<void>;

/** A row of the table `orders_orders`. */
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

/** Reads an order; undefined if it does not exist. */
export async function readOrder(sql: Sql, orderId: string): Promise<Order | undefined> {
  const [row] = await sql<OrderRow>`
    SELECT id, account_id, user_id, type, options, quantity, state, version, uploaded, deadline_ms, expires_at,
      units, report, failure, created_at, updated_at
    FROM orders_orders WHERE id = ${orderId}`;
  return row && fromRow(row);
}

/** Parses a row. */
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

/** Returns how many files an order needs. */
export function filesNeeded({ type, quantity }: Pick<Order, "type" | "quantity">): number {
  return orderTypeInfo[type].files(quantity);
}

/** An order as the API returns it. */
export const OrderView = z
  .object({
    id: z.string().describe("Id of the order."),
    type: z.enum(orderTypes).describe("What is done with the files."),
    status: z.enum(states).describe("State of the order."),
    quantity: z.int().min(1).describe("Images, files, or rows in thousands, depending on the type."),
    options: z
      .record(z.string(), z.unknown())
      .meta({ description: "Options of the type, with defaults.", anyOf: optionsSchemas("output") }),
    userId: z.string().describe("User that created the order."),
    files: z
      .object({
        required: z.int().min(1).describe("Files that the order needs."),
        uploaded: z.int().min(0).describe("Files that were uploaded."),
      })
      .describe("Number of files."),
    hasFile: z.boolean().describe("Whether the result includes a file, not only a report."),
    units: z.int().min(1).nullable().describe("Units that were charged; null until the order is completed."),
    failure: FailureView.nullable().describe("Why the order failed; null in every other state."),
    createdAt: Time.describe("When the order was created."),
    updatedAt: Time.describe("When the order was last changed."),
    expiresAt: Time.describe(
      "When the order expires, unless it is confirmed and started before, or when its result is deleted.",
    ),
  })
  .meta({ title: "Order" });

/** An order as the API returns it. */
export type OrderView = z.output<typeof OrderView>;

/** Renders an order for a response. @param language language of the failure's texts. @default English */
export function viewOrder(order: Order, language = "en"): OrderView {
  const { id, userId, type, options, quantity, state, uploaded, units, failure, createdAt, updatedAt, expiresAt } =
    order;
  return {
    id,
    type,
    status: state,
    quantity,
    options,
    userId,
    files: { required: filesNeeded(order), uploaded },
    hasFile: orderTypeInfo[type].hasFile,
    units,
    failure: localizeTexts(failure, language),
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
    expiresAt: isoTime(expiresAt),
  };
}
