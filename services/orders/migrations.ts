import type { Migrations } from "errata/store";

/** Tables of the orders service. Times are epoch milliseconds, flags 0 or 1. */
export const ordersTables: Migrations = {
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
  ],
};
