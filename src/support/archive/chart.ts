import type { SqlValue, Store } from "../../store/index.ts";
import { hourMs } from "./migrations.ts";
import { templateOf } from "./statement.ts";

/** Dimensions by which a chart can have series, and be filtered. */
const dimensions = ["code", "kind", "api", "operation", "tenant", "version", "node"] as const;

/** A dimension of totals. */
export type ChartDimension = (typeof dimensions)[number];

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
  /** Whether successes are counted, as the series with the empty name. @default false */
  readonly withSuccesses?: boolean | undefined;
}

/** The total of one series in one interval. */
export interface ChartRow {
  /** Beginning of the interval, in milliseconds since 1970. */
  readonly time: number;
  /** Value of the dimension; empty for none. */
  readonly series: string;
  /** Occurrences. */
  readonly count: number;
}

/** Adds up totals by interval and series. @throws RangeError if the totals of accounts lack a dimension of the query */
export async function chart(store: Store, query: ChartQuery): Promise<ChartRow[]> {
  const { by = "code", hours = 1, withSuccesses = false } = query;
  const from = query.from - (query.from % hourMs);
  const length = hours * hourMs;
  const filters = dimensions.flatMap((name) => {
    const value = query[name];
    return value === undefined ? [] : [{ name, value }];
  });
  const used = [by, ...filters.map(({ name }) => name)];
  const ofTenants = used.includes("tenant");
  const absent = used.find((name) => ofTenants && (name === "version" || name === "node"));
  if (absent !== undefined)
    throw new RangeError(`Expected a chart by tenant or by ${absent}, received both. Leave one of them out.`);
  const values: SqlValue[] = [from, length, from, query.to, ...filters.map(({ value }) => value)];
  // Only names of `dimensions` become part of the text.
  const series = dimensions.find((name) => name === by) ?? "code";
  const rows = await store.sql<{ bucket: number; series: string; total: number }>(
    templateOf([
      "SELECT (hour - ",
      ") / ",
      ` AS bucket, ${series} AS series, SUM(count) AS total FROM ${ofTenants ? "errata_occurrence_tenants" : "errata_occurrence_hours"} WHERE hour >= `,
      " AND hour < ",
      ...filters.map(({ name }) => ` AND ${name} = `),
      `${withSuccesses ? "" : " AND code <> ''"} GROUP BY bucket, series ORDER BY bucket, series`,
    ]),
    ...values,
  );
  return rows.map(({ bucket, series, total }) => ({
    time: from + Number(bucket) * length,
    series,
    count: Number(total),
  }));
}
