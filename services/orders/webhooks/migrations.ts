import type { Migrations } from "errata/store";

/** Tables of webhooks. Times are epoch milliseconds. An event and its deliveries are the outbox: written with the effect. */
export const webhookTables: Migrations = {
  component: "orders_webhooks",
  steps: [
    [
      `CREATE TABLE orders_webhooks (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL,
        url TEXT NOT NULL,
        description TEXT,
        events TEXT NOT NULL,
        secret TEXT NOT NULL,
        old_secret TEXT,
        old_secret_until BIGINT,
        disabled_reason TEXT CHECK (disabled_reason IN ('gone', 'failing')),
        succeeded_at BIGINT,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL
      )`,
      `CREATE INDEX orders_webhooks_page ON orders_webhooks (account_id, created_at, id)`,
      `CREATE TABLE orders_webhook_events (
        id TEXT PRIMARY KEY,
        type TEXT NOT NULL,
        body TEXT NOT NULL,
        created_at BIGINT NOT NULL
      )`,
      // No reference to the webhook: an order's change must not fail because a webhook is deleted at the same moment.
      `CREATE TABLE orders_webhook_deliveries (
        id TEXT PRIMARY KEY,
        webhook_id TEXT NOT NULL,
        event_id TEXT NOT NULL REFERENCES orders_webhook_events (id),
        kind TEXT NOT NULL CHECK (kind IN ('event', 'test', 'replay')),
        state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed', 'skipped')),
        attempts TEXT NOT NULL,
        next_at BIGINT,
        created_at BIGINT NOT NULL
      )`,
      `CREATE INDEX orders_webhook_deliveries_page ON orders_webhook_deliveries (webhook_id, created_at, id)`,
      `CREATE INDEX orders_webhook_deliveries_event ON orders_webhook_deliveries (event_id)`,
      `CREATE INDEX orders_webhook_deliveries_age ON orders_webhook_deliveries (created_at) WHERE state <> 'waiting'`,
    ],
  ],
};
