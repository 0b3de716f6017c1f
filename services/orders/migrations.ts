import { balanceMigrations, idempotencyMigrations, type Migrations } from "errata/store";
import { fileMigrations } from "../shared/files/index.ts";
import { queueMigrations } from "../shared/queue/index.ts";

/** Tables of accounts and orders. Times are in epoch milliseconds; flags are 0 or 1. */
const ordersTables: Migrations = {
  component: "orders",
  steps: [
    [
      `CREATE TABLE orders_accounts (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        plan_id TEXT NOT NULL,
        deadline_ms BIGINT,
        created_at BIGINT NOT NULL
      )`,
      `CREATE TABLE orders_users (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES orders_accounts (id),
        name TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('admin', 'member')),
        is_active BIGINT NOT NULL,
        tokens_valid_from BIGINT NOT NULL,
        created_at BIGINT NOT NULL
      )`,
      `CREATE TABLE orders_signing_keys (
        id TEXT PRIMARY KEY,
        secret TEXT NOT NULL,
        created_at BIGINT NOT NULL
      )`,
      `CREATE TABLE orders_orders (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES orders_accounts (id),
        user_id TEXT NOT NULL REFERENCES orders_users (id),
        type TEXT NOT NULL,
        options TEXT NOT NULL,
        quantity BIGINT NOT NULL CHECK (quantity > 0),
        state TEXT NOT NULL,
        version BIGINT NOT NULL,
        uploaded BIGINT NOT NULL,
        deadline_ms BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        units BIGINT,
        report TEXT,
        failure TEXT,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL
      )`,
      `CREATE INDEX orders_orders_page ON orders_orders (account_id, created_at, id)`,
      `CREATE INDEX orders_orders_expiry ON orders_orders (expires_at) WHERE state IN ('pending', 'uploaded', 'confirmed', 'completed')`,
      `CREATE TABLE orders_history (
        order_id TEXT NOT NULL REFERENCES orders_orders (id),
        version BIGINT NOT NULL,
        from_state TEXT,
        to_state TEXT NOT NULL,
        at BIGINT NOT NULL,
        PRIMARY KEY (order_id, version)
      )`,
      `CREATE TABLE orders_files (
        id TEXT PRIMARY KEY,
        order_id TEXT NOT NULL REFERENCES orders_orders (id),
        role TEXT NOT NULL CHECK (role IN ('upload', 'result')),
        position BIGINT NOT NULL,
        file_name TEXT NOT NULL,
        media_type TEXT NOT NULL,
        bytes BIGINT NOT NULL,
        sha256 TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        UNIQUE (order_id, role, position)
      )`,
    ],
    [
      `CREATE TABLE orders_uncharged_work (
        account_id TEXT NOT NULL,
        ended_at BIGINT NOT NULL,
        duration_ms BIGINT NOT NULL
      )`,
      `CREATE INDEX orders_uncharged_work_account ON orders_uncharged_work (account_id, ended_at)`,
      `CREATE INDEX orders_uncharged_work_age ON orders_uncharged_work (ended_at)`,
    ],
    // The Idempotency-Key of an upload, which is now in the table of all keys.
    [`ALTER TABLE orders_files ADD COLUMN upload_key TEXT`],
    [`ALTER TABLE orders_files DROP COLUMN upload_key`],
    [
      `CREATE TABLE orders_tokens (
        id TEXT PRIMARY KEY,
        user_id TEXT NOT NULL REFERENCES orders_users (id),
        scopes TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        revoked_at BIGINT
      )`,
      `CREATE INDEX orders_tokens_page ON orders_tokens (user_id, created_at, id)`,
      `CREATE INDEX orders_tokens_age ON orders_tokens (expires_at)`,
    ],
    [
      `CREATE INDEX orders_orders_state ON orders_orders (account_id, state, created_at, id)`,
      `CREATE INDEX orders_orders_type ON orders_orders (account_id, type, created_at, id)`,
      `CREATE INDEX orders_orders_user ON orders_orders (user_id, created_at, id)`,
      `CREATE INDEX orders_orders_user_state ON orders_orders (user_id, state, created_at, id)`,
      `CREATE INDEX orders_orders_user_type ON orders_orders (user_id, type, created_at, id)`,
      `CREATE INDEX orders_orders_age ON orders_orders (updated_at) WHERE state IN ('failed', 'expired', 'timed_out')`,
    ],
    [`CREATE INDEX orders_tokens_valid ON orders_tokens (user_id, created_at) WHERE revoked_at IS NULL`],
  ],
};

/** Tables of webhooks. Events and deliveries are the outbox: they are written in the transaction of the change. */
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
      // Without a reference to the webhook, so that deleting it does not fail the change of an order at the same time.
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
    [
      `CREATE INDEX orders_webhook_deliveries_state ON orders_webhook_deliveries (webhook_id, state, created_at, id)`,
      `CREATE INDEX orders_webhook_events_age ON orders_webhook_events (created_at)`,
      // Deleted webhooks whose deliveries are not deleted yet.
      `CREATE TABLE orders_deleted_webhooks (
        id TEXT PRIMARY KEY,
        deleted_at BIGINT NOT NULL
      )`,
    ],
  ],
};

/** Every table that the service needs. */
export const ordersMigrations: readonly Migrations[] = [
  balanceMigrations,
  idempotencyMigrations,
  fileMigrations,
  queueMigrations,
  ordersTables,
  webhookTables,
];
