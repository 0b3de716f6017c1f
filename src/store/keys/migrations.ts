import { reportChanges } from "../change-statements.ts";
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
    [
      "CREATE INDEX errata_keys_environment ON errata_keys (tenant, environment, created_at, id)",
      // The end of a key: its revocation, its expiry, or the end of its grace period.
      "CREATE INDEX errata_keys_revoked ON errata_keys (revoked_at) WHERE revoked_at IS NOT NULL",
      "CREATE INDEX errata_keys_expired ON errata_keys (expires_at) WHERE expires_at IS NOT NULL",
      "CREATE INDEX errata_keys_replaced ON errata_keys (grace_until) WHERE grace_until IS NOT NULL",
      // The scopes of each key, to find the keys with a scope. Triggers fill it, so that older nodes do too.
      `CREATE TABLE errata_key_scopes (
        tenant TEXT NOT NULL,
        scope TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        key_id TEXT NOT NULL,
        PRIMARY KEY (tenant, scope, created_at, key_id)
      )`,
      "CREATE INDEX errata_key_scopes_key ON errata_key_scopes (key_id)",
      {
        sqlite: `CREATE TRIGGER errata_keys_inserted AFTER INSERT ON errata_keys BEGIN
          INSERT OR IGNORE INTO errata_key_scopes (tenant, scope, created_at, key_id)
          SELECT NEW.tenant, value, NEW.created_at, NEW.id FROM json_each(NEW.scopes);
        END`,
        postgres: `CREATE FUNCTION errata_keys_inserted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          INSERT INTO errata_key_scopes (tenant, scope, created_at, key_id)
          SELECT NEW.tenant, value, NEW.created_at, NEW.id FROM jsonb_array_elements_text(CAST(NEW.scopes AS JSONB))
          ON CONFLICT DO NOTHING;
          RETURN NULL;
        END $$`,
      },
      {
        sqlite: "",
        postgres: `CREATE TRIGGER errata_keys_inserted AFTER INSERT ON errata_keys
          FOR EACH ROW EXECUTE FUNCTION errata_keys_inserted()`,
      },
      {
        sqlite: `INSERT OR IGNORE INTO errata_key_scopes (tenant, scope, created_at, key_id)
          SELECT tenant, value, created_at, errata_keys.id FROM errata_keys, json_each(scopes)`,
        postgres: `INSERT INTO errata_key_scopes (tenant, scope, created_at, key_id)
          SELECT tenant, value, created_at, id FROM errata_keys, jsonb_array_elements_text(CAST(scopes AS JSONB)) AS value
          ON CONFLICT DO NOTHING`,
      },
    ],
    reportChanges({
      table: "errata_keys",
      columns: ["scopes", "expires_at", "revoked_at", "replaced_by", "grace_until"],
      kind: "key",
      identifiedBy: "hash",
    }),
  ],
};
