import type { Migrations } from "../../store/index.ts";

/** Length of an interval of totals, in milliseconds. */
export const hourMs = 3_600_000;

/**
 * Creates the tables. `id` begins with the time, so the primary key also serves pages and the purge. Totals use the empty text
 * for a missing value, because a primary key has no null, and the empty code for successes.
 */
export const supportMigrations: Migrations = {
  component: "support",
  steps: [
    [
      `CREATE TABLE errata_occurrences (
        id TEXT PRIMARY KEY,
        time BIGINT NOT NULL,
        request_id TEXT NOT NULL,
        api TEXT NOT NULL,
        code TEXT NOT NULL,
        kind TEXT NOT NULL,
        status BIGINT NOT NULL,
        method TEXT NOT NULL,
        route TEXT,
        operation TEXT,
        tenant TEXT,
        duration_ms BIGINT NOT NULL,
        effect TEXT NOT NULL,
        charged TEXT NOT NULL,
        should_retry BIGINT,
        retry_after_sec BIGINT,
        language TEXT NOT NULL,
        user_agent TEXT,
        attempt BIGINT,
        key_hash TEXT,
        note TEXT,
        cause TEXT,
        stack TEXT,
        undeclared BIGINT NOT NULL,
        uncatalogued BIGINT NOT NULL,
        trace_id TEXT,
        span_id TEXT,
        version TEXT NOT NULL,
        node TEXT NOT NULL
      )`,
      "CREATE INDEX errata_occurrences_request ON errata_occurrences (request_id)",
      "CREATE INDEX errata_occurrences_key ON errata_occurrences (key_hash) WHERE key_hash IS NOT NULL",
      "CREATE INDEX errata_occurrences_tenant ON errata_occurrences (tenant, id)",
      "CREATE INDEX errata_occurrences_code ON errata_occurrences (code, id)",
      `CREATE TABLE errata_occurrence_hours (
        hour BIGINT NOT NULL,
        api TEXT NOT NULL,
        operation TEXT NOT NULL,
        code TEXT NOT NULL,
        kind TEXT NOT NULL,
        version TEXT NOT NULL,
        node TEXT NOT NULL,
        count BIGINT NOT NULL,
        undeclared BIGINT NOT NULL,
        uncatalogued BIGINT NOT NULL,
        against_advice BIGINT NOT NULL,
        PRIMARY KEY (hour, api, operation, code, kind, version, node)
      )`,
      `CREATE TABLE errata_occurrence_tenants (
        tenant TEXT NOT NULL,
        hour BIGINT NOT NULL,
        api TEXT NOT NULL,
        operation TEXT NOT NULL,
        code TEXT NOT NULL,
        kind TEXT NOT NULL,
        count BIGINT NOT NULL,
        last_at BIGINT NOT NULL,
        PRIMARY KEY (tenant, hour, api, operation, code, kind)
      )`,
      "CREATE INDEX errata_occurrence_tenants_hour ON errata_occurrence_tenants (hour)",
      `CREATE TABLE errata_occurrence_writers (
        id TEXT PRIMARY KEY,
        node TEXT NOT NULL,
        version TEXT NOT NULL,
        started_at BIGINT NOT NULL,
        last_at BIGINT NOT NULL,
        ended_at BIGINT,
        dropped BIGINT NOT NULL,
        lost_at BIGINT
      )`,
    ],
    [
      // Without codes and operations, so that lists and charts of many accounts read one row per hour and account.
      `CREATE TABLE errata_occurrence_accounts (
        hour BIGINT NOT NULL,
        tenant TEXT NOT NULL,
        api TEXT NOT NULL,
        errors BIGINT NOT NULL,
        successes BIGINT NOT NULL,
        last_error_at BIGINT,
        last_success_at BIGINT,
        PRIMARY KEY (hour, tenant, api)
      )`,
      "CREATE INDEX errata_occurrence_accounts_tenant ON errata_occurrence_accounts (tenant)",
      `INSERT INTO errata_occurrence_accounts
        (hour, tenant, api, errors, successes, last_error_at, last_success_at)
        SELECT hour, tenant, api, SUM(CASE WHEN code <> '' THEN count ELSE 0 END), SUM(CASE WHEN code = '' THEN count ELSE 0 END),
          MAX(CASE WHEN code <> '' THEN last_at END), MAX(CASE WHEN code = '' THEN last_at END)
        FROM errata_occurrence_tenants GROUP BY hour, tenant, api`,
    ],
  ],
};
