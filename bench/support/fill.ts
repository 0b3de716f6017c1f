import { fragment, type SqlFragment, type Store } from "errata/store";

/** Occurrences of the last week that are stored. */
export const occurrences = 1_000_000;
const weekMs = 7 * 86_400_000;
const codes = 60;
const tenants = 1_000;

/** Returns the request id of an occurrence. @param index from 0 */
export function requestIdOf(index: number): string {
  return `request-${String(index).padStart(8, "0")}`;
}

/**
 * Fills the tables of a store with occurrences of the last week and their totals, as the sink would have written them: 60 codes of
 * 12 operations, 1,000 accounts, two versions and two nodes, evenly over time.
 */
export async function fill(store: Store, now: number): Promise<void> {
  const first = now - weekMs;
  const time = fragment`(CAST(${first} AS BIGINT) + n * ${Math.floor(weekMs / occurrences)})`;
  const version = fragment`(CASE WHEN n < ${occurrences * 0.8} THEN '1.0.0' ELSE '1.1.0' END)`;
  await store.sql`
    INSERT INTO errata_occurrences (id, time, request_id, api, code, kind, status, method, route, operation, tenant,
      duration_ms, effect, charged, language, undeclared, uncatalogued, version, node)
    WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${occurrences - 1})
    SELECT ${idPrefixOf(time)} || 'bench-' || n, ${time}, 'request-' || SUBSTR('0000000' || n, LENGTH('' || n)), 'shop',
      'CODE_' || (n % ${codes}), 'conflict', 409, 'POST', '/orders', 'POST /v1/resource' || (n % 12),
      'acct_' || (n % ${tenants}), n % 90, 'none', 'never', 'en', 0, 0, ${version}, 'node-' || (n % 2)
    FROM numbers`;
  const hour = fragment`(time - time % 3600000)`;
  await store.sql`
    INSERT INTO errata_occurrence_hours
      (hour, api, operation, code, kind, version, node, count, undeclared, uncatalogued, against_advice)
    SELECT ${hour}, api, operation, code, kind, version, node, COUNT(*), 0, 0, 0 FROM errata_occurrences
    GROUP BY 1, 2, 3, 4, 5, 6, 7`;
  await store.sql`
    INSERT INTO errata_occurrence_tenants (tenant, hour, api, operation, code, kind, count, last_at)
    SELECT tenant, ${hour}, api, operation, code, kind, COUNT(*), MAX(time) FROM errata_occurrences
    GROUP BY 1, 2, 3, 4, 5, 6`;
  await store.sql`
    INSERT INTO errata_occurrence_accounts (hour, tenant, api, errors, successes, last_error_at)
    SELECT hour, tenant, api, SUM(count), 0, MAX(last_at) FROM errata_occurrence_tenants GROUP BY 1, 2, 3`;
  await store.sql`ANALYZE`;
}

/** Returns the text with which the ids of a time begin: the time in base 36, with 9 digits. */
function idPrefixOf(time: SqlFragment): SqlFragment {
  const digits = Array.from({ length: 9 }, (_, index) => 36 ** (8 - index));
  return digits
    .map(
      (unit) =>
        fragment`SUBSTR('0123456789abcdefghijklmnopqrstuvwxyz', CAST(${time} / ${unit} % 36 AS INTEGER) + 1, 1)`,
    )
    .reduce((all, digit) => fragment`${all} || ${digit}`);
}
