import type { SqlValue, Store, TransactionSql } from "../../store/index.ts";
import { hourMs } from "./migrations.ts";
import { type Column, columns, type OccurrenceRow } from "./stored-occurrence.ts";

/** Successful responses of one operation and tenant. */
export interface SuccessCount {
  readonly time: number;
  readonly api: string;
  readonly operation: string;
  readonly tenant: string;
  count: number;
}

/** Everything that a sink has collected since its last batch. */
export interface Batch {
  readonly rows: readonly OccurrenceRow[];
  readonly successes: readonly SuccessCount[];
  /** Occurrences and successes that the sink has dropped since the last batch. */
  readonly dropped: number;
}

/** The process that writes. */
export interface Writer {
  readonly id: string;
  readonly node: string;
  readonly version: string;
}

/** Writes a batch, its totals and the state of the writer in one transaction. */
export async function writeBatch(store: Store, writer: Writer, batch: Batch, now: number): Promise<void> {
  const { hours, tenants } = totalsOf(writer, batch);
  const accounts = accountTotals(tenants);
  await store.transaction(
    async (sql) => {
      for (let start = 0; start < batch.rows.length; ) {
        const size = batch.rows.length - start >= chunkRows ? chunkRows : 1;
        await sql(insertTemplate(size), ...batch.rows.slice(start, start + size).flat());
        start += size;
      }
      for (const total of hours) await addHour(sql, total);
      for (const total of tenants) await addTenant(sql, total);
      for (const total of accounts) await addAccount(sql, total);
      await sql`
        UPDATE errata_occurrence_writers SET last_at = ${now}, dropped = dropped + ${batch.dropped}
        WHERE id = ${writer.id}`;
    },
    { sqlOnly: true },
  );
}

/** Rows of one INSERT. Fewer statements are faster on PostgreSQL; 40 rows have 1,160 values, far below both engines' limits. */
const chunkRows = 40;

/** Statements by their number of rows, so that the store compiles each once. */
const templates = new Map<number, TemplateStringsArray>();

function insertTemplate(rows: number): TemplateStringsArray {
  let template = templates.get(rows);
  if (template === undefined) {
    const first = `INSERT INTO errata_occurrences (${columns.join(", ")}) VALUES (`;
    const strings = Array.from({ length: rows }, (_, row) =>
      columns.map((_, column) => (column > 0 ? ", " : row > 0 ? "), (" : first)),
    ).flat();
    strings.push(") ON CONFLICT (id) DO NOTHING");
    template = Object.assign(strings, { raw: strings });
    templates.set(rows, template);
  }
  return template;
}

interface HourTotal {
  readonly key: readonly [hour: number, api: string, operation: string, code: string, kind: string];
  readonly writer: Writer;
  count: number;
  undeclared: number;
  uncatalogued: number;
  againstAdvice: number;
}

interface TenantTotal {
  readonly key: readonly [tenant: string, hour: number, api: string, operation: string, code: string, kind: string];
  count: number;
  lastAt: number;
}

/** Adds up a batch. The totals are sorted, so that two nodes lock the same rows in the same order. */
function totalsOf(writer: Writer, { rows, successes }: Batch): { hours: HourTotal[]; tenants: TenantTotal[] } {
  const hours = new Map<string, HourTotal>();
  const tenants = new Map<string, TenantTotal>();
  const add = (
    time: number,
    [api, operation, code, kind]: readonly [string, string, string, string],
    tenant: string,
    count: number,
  ): HourTotal => {
    const hour = time - (time % hourMs);
    const key = [hour, api, operation, code, kind] as const;
    const name = JSON.stringify(key);
    let total = hours.get(name);
    if (total === undefined) {
      total = { key, writer, count: 0, undeclared: 0, uncatalogued: 0, againstAdvice: 0 };
      hours.set(name, total);
    }
    total.count += count;
    if (tenant !== "") {
      const tenantKey = [tenant, ...key] as const;
      const tenantName = JSON.stringify(tenantKey);
      const tenantTotal = tenants.get(tenantName) ?? { key: tenantKey, count: 0, lastAt: 0 };
      tenantTotal.count += count;
      tenantTotal.lastAt = Math.max(tenantTotal.lastAt, time);
      tenants.set(tenantName, tenantTotal);
    }
    return total;
  };
  for (const row of rows) {
    const value = (name: Column): SqlValue => row[columns.indexOf(name)] ?? null;
    const text = (name: Column): string => String(value(name) ?? "");
    const place = [text("api"), text("operation"), text("code"), text("kind")] as const;
    const total = add(Number(value("time")), place, text("tenant"), 1);
    total.undeclared += Number(value("undeclared"));
    total.uncatalogued += Number(value("uncatalogued"));
    // A second attempt although the same error advises against one.
    if (Number(value("attempt") ?? 1) > 1 && value("should_retry") === 0) total.againstAdvice += 1;
  }
  for (const { time, api, operation, tenant, count } of successes) add(time, [api, operation, "", ""], tenant, count);
  return { hours: sortedValues(hours), tenants: sortedValues(tenants) };
}

interface AccountTotal {
  readonly key: readonly [hour: number, tenant: string, api: string];
  errors: number;
  successes: number;
  lastErrorAt: number | null;
  lastSuccessAt: number | null;
}

/** Adds up the totals of each account, in their order. */
function accountTotals(tenants: readonly TenantTotal[]): AccountTotal[] {
  const accounts = new Map<string, AccountTotal>();
  for (const { key, count, lastAt } of tenants) {
    const [tenant, hour, api, , code] = key;
    const account = [hour, tenant, api] as const;
    const name = JSON.stringify(account);
    const total = accounts.get(name) ?? {
      key: account,
      errors: 0,
      successes: 0,
      lastErrorAt: null,
      lastSuccessAt: null,
    };
    accounts.set(name, total);
    if (code === "") {
      total.successes += count;
      total.lastSuccessAt = Math.max(total.lastSuccessAt ?? 0, lastAt);
    } else {
      total.errors += count;
      total.lastErrorAt = Math.max(total.lastErrorAt ?? 0, lastAt);
    }
  }
  return sortedValues(accounts);
}

function sortedValues<Value>(map: ReadonlyMap<string, Value>): Value[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}

async function addHour(sql: TransactionSql, total: HourTotal): Promise<void> {
  const { key, writer, count, undeclared, uncatalogued, againstAdvice } = total;
  const [hour, api, operation, code, kind] = key;
  await sql`
    INSERT INTO errata_occurrence_hours
      (hour, api, operation, code, kind, version, node, count, undeclared, uncatalogued, against_advice)
    VALUES (${hour}, ${api}, ${operation}, ${code}, ${kind}, ${writer.version}, ${writer.node}, ${count}, ${undeclared},
      ${uncatalogued}, ${againstAdvice})
    ON CONFLICT (hour, api, operation, code, kind, version, node) DO UPDATE SET
      count = errata_occurrence_hours.count + excluded.count,
      undeclared = errata_occurrence_hours.undeclared + excluded.undeclared,
      uncatalogued = errata_occurrence_hours.uncatalogued + excluded.uncatalogued,
      against_advice = errata_occurrence_hours.against_advice + excluded.against_advice`;
}

async function addTenant(sql: TransactionSql, { key, count, lastAt }: TenantTotal): Promise<void> {
  const [tenant, hour, api, operation, code, kind] = key;
  await sql`
    INSERT INTO errata_occurrence_tenants (tenant, hour, api, operation, code, kind, count, last_at)
    VALUES (${tenant}, ${hour}, ${api}, ${operation}, ${code}, ${kind}, ${count}, ${lastAt})
    ON CONFLICT (tenant, hour, api, operation, code, kind) DO UPDATE SET
      count = errata_occurrence_tenants.count + excluded.count,
      last_at = CASE WHEN excluded.last_at > errata_occurrence_tenants.last_at
        THEN excluded.last_at ELSE errata_occurrence_tenants.last_at END`;
}

async function addAccount(sql: TransactionSql, total: AccountTotal): Promise<void> {
  const { key, errors, successes, lastErrorAt, lastSuccessAt } = total;
  const [hour, tenant, api] = key;
  await sql`
    INSERT INTO errata_occurrence_accounts (hour, tenant, api, errors, successes, last_error_at, last_success_at)
    VALUES (${hour}, ${tenant}, ${api}, ${errors}, ${successes}, ${lastErrorAt}, ${lastSuccessAt})
    ON CONFLICT (hour, tenant, api) DO UPDATE SET
      errors = errata_occurrence_accounts.errors + excluded.errors,
      successes = errata_occurrence_accounts.successes + excluded.successes,
      last_error_at = CASE WHEN excluded.last_error_at > COALESCE(errata_occurrence_accounts.last_error_at, 0)
        THEN excluded.last_error_at ELSE errata_occurrence_accounts.last_error_at END,
      last_success_at = CASE WHEN excluded.last_success_at > COALESCE(errata_occurrence_accounts.last_success_at, 0)
        THEN excluded.last_success_at ELSE errata_occurrence_accounts.last_success_at END`;
}
