import type { Migrations } from "../store.ts";

/** Creates the table of API keys. The keys themselves are never stored. */
export const keyMigrations: Migrations = {
  component: "keys",
  steps: [
    [
      `CREATE TABLE errata_keys (
        id TEXT NOT NULL PRIMARY KEY,
        tenant TEXT NOT NULL,
        prefix TEXT NOT NULL,
        start TEXT NOT NULL,
        hash TEXT NOT NULL UNIQUE,
        scopes TEXT NOT NULL,
        environment TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT,
        revoked_at BIGINT,
        replaced_by TEXT,
        grace_until BIGINT,
        last_used_at BIGINT
      )`,
      "CREATE INDEX errata_keys_tenant ON errata_keys (tenant, created_at, id)",
    ],
  ],
};
