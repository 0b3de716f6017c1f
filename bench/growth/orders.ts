import { balances } from "errata/store";
import { listUsage, readUsage } from "../../services/orders/accounts/usage.ts";
import { ordersMigrations } from "../../services/orders/migrations.ts";
import { createOrder } from "../../services/orders/orders/create-order.ts";
import { listOrders } from "../../services/orders/orders/list-orders.ts";
import { purgesOf as ordersPurges } from "../../services/orders/retention.ts";
import { listDeliveries } from "../../services/orders/webhooks/delivery.ts";
import { publisher } from "../../services/orders/webhooks/events.ts";
import { deleteWebhook } from "../../services/orders/webhooks/manage-webhooks.ts";
import { purgesOf as webhookPurges } from "../../services/orders/webhooks/retention.ts";
import { queue } from "../../services/shared/queue/index.ts";
import { readRetention } from "../../services/shared/retention/index.ts";
import { pages } from "./pages.ts";
import { purging, type Subject, start } from "./subject.ts";

const at = `${start} + n`;
const month = new Date().toISOString().slice(0, 7);

/** Orders, deliveries of webhooks and waiting jobs of one account. */
export const orders: Subject = {
  migrations: ordersMigrations,
  rows: [
    { isOne: true, into: "orders_accounts (id, name, plan_id, created_at)", values: "'big', 'Big', 'business', 0" },
    {
      isOne: true,
      into: "orders_users (id, account_id, name, role, is_active, tokens_valid_from, created_at)",
      values: "'user', 'big', 'User', 'admin', 1, 0, 0",
    },
    {
      into: "orders_orders (id, account_id, user_id, type, options, quantity, state, version, uploaded, deadline_ms, expires_at, created_at, updated_at)",
      values: `'ord_' || n, 'big', 'user', CASE WHEN n <= 25 THEN 'csv_to_json' ELSE 'inspect' END, '{}', 1,
        CASE WHEN n <= 25 THEN 'failed' ELSE 'expired' END, 1, 0, 1, ${at}, ${at}, ${at}`,
    },
    {
      into: "orders_history (order_id, version, from_state, to_state, at)",
      values: `'ord_' || n, 1, NULL, 'pending', ${at}`,
    },
    {
      isOne: true,
      into: "orders_webhooks (id, account_id, url, events, secret, created_at, updated_at)",
      values: "'whk', 'big', 'https://example.com', '[]', 's', 0, 0",
    },
    {
      into: "orders_webhook_events (id, type, body, created_at)",
      values: `'evt_' || n, 'order.created', '{"type":"order.created"}', ${at}`,
    },
    {
      into: "orders_webhook_deliveries (id, webhook_id, event_id, kind, state, attempts, created_at)",
      values: `'dlv_' || n, 'whk', 'evt_' || n, 'event', CASE WHEN n <= 25 THEN 'failed' ELSE 'delivered' END, '[]', ${at}`,
    },
    {
      into: "queue_jobs (queue, id, payload, group_key, run_at, attempts, created_at)",
      values: `'orders', 'j' || n, '{}', 'big', ${at}, 0, ${at}`,
    },
    {
      isOne: true,
      into: "errata_accounts (unit, account, available, capacity, created_at)",
      values: `'units', 'big/${month}', 1000000, 1000000, 0`,
    },
    {
      isOne: true,
      into: "errata_grants (unit, account, id, seq, source, priority, amount, remaining, created_at)",
      values: `'units', 'big/${month}', 'capacity', 0, 'capacity', 0, 1000000, 1000000, 0`,
    },
  ],
  after: [],
  operations(store, count) {
    const clock = Date.now;
    const [orderLedger, unitLedger] = [balances({ unit: "orders" }), balances({ unit: "units" })];
    const caller = { accountId: "big", accountName: "Big", userId: "user", planId: "business", deadlineMs: null };
    const account = { ...caller, tokenId: "t", scopes: ["orders:any"] } as never;
    const own = { ...caller, tokenId: "t", scopes: [] } as never;
    const jobs = queue<object>({ name: "orders", store });
    const context = { store, clock, jobs } as never;
    const onTransition = publisher(context);
    const soon = readRetention({ ERRATA_KEEP_ORDERS_DAYS: "1", ERRATA_KEEP_DELIVERIES_DAYS: "1" });
    const ledgers = { orderLedger, unitLedger, clock };
    const filters = { status: "failed", type: "csv_to_json" };
    return [
      ...pages(count, "orders of an account", (query) => listOrders({ store }, account, query), filters),
      ...pages(count, "orders of a user", (query) => listOrders({ store }, own, query), filters),
      ...pages(count, "deliveries", (query) => listDeliveries(context, { id: "whk" } as never, query), {
        status: "failed",
      }),
      {
        name: "create an order",
        run: () =>
          store.transaction((sql) =>
            createOrder({ clock, onTransition }, sql, account, { type: "inspect", quantity: 1, options: {} }),
          ),
      },
      {
        name: "claim and finish a job",
        async run() {
          const [claim] = await jobs.claim();
          if (claim !== undefined) await jobs.finish(store.sql, claim);
        },
      },
      { name: "usage", run: () => readUsage(ledgers, store.sql, caller) },
      ...pages(count, "movements", (query) =>
        listUsage({ ...ledgers, store }, caller, { ...query, unit: "units" } as never),
      ),
      ...ordersPurges({ store, clock, orderLedger, unitLedger, jobs, idempotency: {} } as never, soon)
        .filter(({ data }) => data === "old orders")
        .map(purging),
      ...webhookPurges(context, soon)
        .filter(({ data }) => data.startsWith("old"))
        .map(purging),
      { name: "delete the webhook with every delivery", run: () => deleteWebhook(context, account, "whk"), rounds: 1 },
      ...webhookPurges(context, soon)
        .filter(({ data }) => data === "deliveries of deleted webhooks")
        .map(purging),
    ];
  },
};
