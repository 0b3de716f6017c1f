import { fragment } from "errata/store";
import { z } from "zod";
import { inPage, type Page, pageQuery, toPage } from "../../shared/http/index.ts";
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
  { limit, status: state, type, ...page }: ListQuery,
  language?: string,
): Promise<Page<OrderView>> {
  const owner = scopes.includes("orders:any") ? fragment`account_id = ${accountId}` : fragment`user_id = ${userId}`;
  const inState = state == null ? fragment`` : fragment`AND state = ${state}`;
  const ofType = type == null ? fragment`` : fragment`AND type = ${type}`;
  const rows = await store.sql<OrderRow>`
    SELECT id, account_id, user_id, type, options, quantity, state, version, uploaded, deadline_ms, expires_at,
      units, report, failure, created_at, updated_at
    FROM orders_orders
    WHERE ${owner} ${inState} ${ofType} ${inPage(page)}
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, (row) => viewOrder(fromRow(row), language));
}
