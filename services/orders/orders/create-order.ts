import type { TransactionSql } from "errata/store";
import { z } from "zod";
import { newId } from "../../shared/http/index.ts";
import type { Caller } from "../accounts/caller.ts";
import { requirePlan } from "../accounts/plans.ts";
import type { Backend } from "../backend.ts";
import { orders } from "../contract.ts";
import { type OrderType, orderTypeInfo, orderTypes, Quantity } from "../work/order-types.ts";
import type { Order } from "./order.ts";

const newOrder = <Type extends OrderType>(type: Type) =>
  z.strictObject({
    type: z.literal(type).describe("What is done with the files."),
    quantity: Quantity.default(1),
    options: orderTypeInfo[type].options.prefault({}),
  });

const AnyOrder = z.discriminatedUnion("type", [
  newOrder("images_to_pdf"),
  newOrder("csv_to_json"),
  newOrder("csv_to_xlsx"),
  newOrder("inspect"),
]);

const Typed = z.looseObject({ type: z.string().pipe(z.enum(orderTypes)) });

/** Body of `POST /v1/orders`. The type is validated first, so that a wrong type is reported like any other field. */
export const NewOrder = z
  .preprocess((body, context) => {
    for (const issue of Typed.safeParse(body).error?.issues ?? []) context.addIssue({ ...issue });
    return body;
  }, AnyOrder)
  .meta({ title: "NewOrder" });

/** Creates an order in the given transaction. @throws ORDER_TYPE_NOT_MATCH, USAGE_LIMIT_EXCEEDED */
export async function createOrder(
  { clock, onTransition }: Pick<Backend, "clock" | "onTransition">,
  sql: TransactionSql,
  caller: Caller,
  requested: z.output<typeof NewOrder>,
): Promise<Order> {
  requirePlan(caller.planId, requested);
  const now = clock();
  const order: Order = {
    id: newId("ord"),
    accountId: caller.accountId,
    userId: caller.userId,
    ...requested,
    state: "pending",
    version: 1,
    uploaded: 0,
    deadlineMs: caller.deadlineMs ?? orderTypeInfo[requested.type].deadlineMs,
    expiresAt: now + orders.limits.orderLifeSec * 1000,
    units: null,
    report: null,
    failure: null,
    createdAt: now,
    updatedAt: now,
  };
  await insert(sql, order);
  await onTransition(sql, order, null, "pending");
  return order;
}

async function insert(sql: TransactionSql, order: Order): Promise<void> {
  const { id, accountId, userId, type, options, quantity, state, version, deadlineMs, expiresAt, createdAt } = order;
  await sql`
    INSERT INTO orders_orders (id, account_id, user_id, type, options, quantity, state, version, uploaded,
      deadline_ms, expires_at, created_at, updated_at)
    VALUES (${id}, ${accountId}, ${userId}, ${type}, ${JSON.stringify(options)}, ${quantity}, ${state}, ${version}, 0,
      ${deadlineMs}, ${expiresAt}, ${createdAt}, ${createdAt})`;
  await sql`
    INSERT INTO orders_history (order_id, version, from_state, to_state, at)
    VALUES (${id}, ${version}, NULL, ${state}, ${createdAt})`;
}
