import { z } from "zod";
import { type Page, pageQuery, toPage } from "../../shared/http/index.ts";
import type { Caller } from "../accounts/caller.ts";
import type { Backend } from "../backend.ts";
import { orders } from "../contract.ts";
import { orderTypes } from "../work/order-types.ts";
import { fromRow, type OrderRow, type OrderView, viewOrder } from "./order.ts";
import { states } from "./state-machine.ts";

/** Query of `GET /v1/orders`. */
export const OrderQuery = z.strictObject({
  ...pageQuery(orders.limits.pageItems),
  status: z.enum(states).optional().describe("Returns only orders in this state."),
  type: z.enum(orderTypes).optional().describe("Returns only orders of this type."),
});

interface ListQuery extends Omit<z.output<typeof OrderQuery>, "status" | "type"> {
  readonly status?: string | null | undefined;
  readonly type?: string | null | undefined;
}

/** Lists orders, newest first: those of the caller, or those of the account if the caller has `orders:any`. */
export async function listOrders(
  { store }: Pick<Backend, "store">,
  { accountId, userId, scopes }: Caller,
  { limit, cursor, createdFrom, createdBefore, status: state = null, type = null }: ListQuery,
  language?: string,
): Promise<Page<OrderView>> {
  const owner = scopes.includes("orders:any") ? null : userId;
  const rows = await store.sql<OrderRow>`
    SELECT id, account_id, user_id, type, options, quantity, state, version, uploaded, deadline_ms, expires_at,
      units, report, failure, created_at, updated_at
    FROM orders_orders
    WHERE account_id = ${accountId} AND user_id = COALESCE(${owner}, user_id)
      AND state = COALESCE(${state}, state) AND type = COALESCE(${type}, type)
      AND (created_at < ${cursor.createdAt} OR (created_at = ${cursor.createdAt} AND id < ${cursor.id}))
      AND created_at >= ${createdFrom} AND created_at < ${createdBefore}
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, (row) => viewOrder(fromRow(row), language));
}
