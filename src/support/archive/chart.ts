import { fragment, type SqlFragment, type Store } from "../../store/index.ts";
import { hourMs } from "./migrations.ts";

/** A dimension by which a chart can have series, and be filtered. */
export type ChartDimension = "code" | "kind" | "api" | "operation" | "tenant" | "version" | "node";

/**
 * Selects the totals of a chart. Members that are undefined match everything. Totals of one account have no version and no
 * node, so `tenant` cannot be combined with those.
 */
export interface ChartQuery {
  /** Code of the errors. @default all */
  readonly code?: string | undefined;
  /** Category of the codes. @default all */
  readonly kind?: string | undefined;
  /** Name of the contract. @default all */
  readonly api?: string | undefined;
  /** Operation, such as `POST /v1/orders`. @default all */
  readonly operation?: string | undefined;
  /** Account that sent the requests. @default all */
  readonly tenant?: string | undefined;
  /** Version of the build. @default all */
  readonly version?: string | undefined;
  /** Name of the node. @default all */
  readonly node?: string | undefined;
  /** First hour, in milliseconds since 1970; rounded down to the hour. */
  readonly from: number;
  /** Time after the last hour, in milliseconds since 1970. */
  readonly to: number;
  /** Dimension of the series. @default "code" */
  readonly by?: ChartDimension | undefined;
  /** Length of an interval, in hours; 1 or more. @default 1 */
  readonly hours?: number | undefined;
  /** Number of series, 1 to 100. Those with fewer occurrences are added up as the series null. @default all */
  readonly maxSeries?: number | undefined;
  /** Whether successes are counted, as the series with the empty name. @default false */
  readonly withSuccesses?: boolean | undefined;
}

/** The column of each dimension. Only these names become part of a statement. */
const columns: Readonly<Record<ChartDimension, SqlFragment>> = {
  code: fragment`code`,
  kind: fragment`kind`,
  api: fragment`api`,
  operation: fragment`operation`,
  tenant: fragment`tenant`,
  version: fragment`version`,
  node: fragment`node`,
};
const dimensions = Object.keys(columns) as ChartDimension[];

/** The total of one series in one interval. */
export interface ChartRow {
  /** Beginning of the interval, in milliseconds since 1970. */
  readonly time: number;
  /** Value of the dimension; empty for none, and null for the series beyond `maxSeries` together. */
  readonly series: string | null;
  /** Occurrences. */
  readonly count: number;
}

/** Adds up totals by interval and series. @throws RangeError if the totals of accounts lack a dimension of the query */
export async function chart(store: Store, query: ChartQuery): Promise<ChartRow[]> {
  const { by = "code", hours = 1, withSuccesses = false } = query;
  const from = query.from - (query.from % hourMs);
  const length = hours * hourMs;
  const filtered = dimensions.filter((name) => query[name] !== undefined);
  const used = [by, ...filtered];
  const ofTenants = used.includes("tenant");
  const absent = used.find((name) => ofTenants && (name === "version" || name === "node"));
  if (absent !== undefined)
    throw new RangeError(`Expected a chart by tenant or by ${absent}, received both. Leave one of them out.`);
  // Totals without codes and operations are few enough to be read for every account.
  const ofAccounts = ofTenants && used.every((name) => name === "tenant" || name === "api");
  const table = ofAccounts
    ? fragment`errata_occurrence_accounts`
    : ofTenants
      ? fragment`errata_occurrence_tenants`
      : fragment`errata_occurrence_hours`;
  const count = ofAccounts ? (withSuccesses ? fragment`errors + successes` : fragment`errors`) : fragment`count`;
  const counted = ofAccounts ? fragment`AND ${count} > 0` : withSuccesses ? fragment`` : fragment`AND code <> ''`;
  const filters = filtered.reduce(
    (all, name) => fragment`${all} AND ${columns[name]} = ${query[name] ?? ""}`,
    fragment`hour >= ${from} AND hour < ${query.to} ${counted}`,
  );
  const column = columns[by] ?? columns.code;
  const source = fragment`FROM ${table} WHERE ${filters}`;
  const series =
    query.maxSeries === undefined ? column : await largestOf(store, column, count, source, query.maxSeries);
  const rows = await store.sql<{ bucket: number; series: string | null; total: number }>`
    SELECT (hour - ${from}) / ${length} AS bucket, ${series} AS series, SUM(${count}) AS total
    ${source} GROUP BY bucket, series ORDER BY bucket, series`;
  return rows.map((row) => ({
    time: from + Number(row.bucket) * length,
    series: row.series,
    count: Number(row.total),
  }));
}

/** Returns the expression that is the value of a column for its most frequent values, and null for the others. */
async function largestOf(
  store: Store,
  column: SqlFragment,
  count: SqlFragment,
  source: SqlFragment,
  maxSeries: number,
): Promise<SqlFragment> {
  const limit = Math.min(Math.max(Math.trunc(maxSeries), 1), 100);
  const rows = await store.sql<{ series: string }>`
    SELECT ${column} AS series ${source} GROUP BY ${column} ORDER BY SUM(${count}) DESC, ${column} LIMIT ${limit}`;
  const [first = { series: "" }, ...others] = rows;
  const values = others.reduce((all, { series }) => fragment`${all}, ${series}`, fragment`${first.series}`);
  return fragment`CASE WHEN ${column} IN (${values}) THEN ${column} END`;
}
