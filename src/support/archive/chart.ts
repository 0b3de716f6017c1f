import type { SqlValue, Store } from "../../store/index.ts";
import { hourMs } from "./migrations.ts";

/** Dimensions by which a chart can have series. */
const dimensions = ["code", "kind", "api", "operation", "version", "node"] as const;

/** Selects the totals of a chart. */
export interface ChartQuery {
  /** First hour, in milliseconds since 1970; rounded down to the hour. */
  readonly from: number;
  /** Time after the last hour, in milliseconds since 1970. */
  readonly to: number;
  /** Dimension of the series. @default "code" */
  readonly by?: (typeof dimensions)[number] | undefined;
  /** Length of an interval, in hours; 1 or more. @default 1 */
  readonly hours?: number | undefined;
  /** Account; with it, series are codes, kinds, APIs or operations. @default all accounts */
  readonly tenant?: string | undefined;
  /** Name of the contract. @default all */
  readonly api?: string | undefined;
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

/** Adds up totals by interval and series. */
export async function chart(store: Store, query: ChartQuery): Promise<ChartRow[]> {
  const { by = "code", hours = 1, tenant, api, withSuccesses = false } = query;
  const from = query.from - (query.from % hourMs);
  const length = hours * hourMs;
  const template = templateOf(by, tenant !== undefined, api !== undefined, withSuccesses);
  const filters: SqlValue[] = [...(tenant === undefined ? [] : [tenant]), ...(api === undefined ? [] : [api])];
  const rows = await store.sql<{ bucket: number; series: string; total: number }>(
    template,
    ...[from, length, from, query.to, ...filters],
  );
  return rows.map(({ bucket, series, total }) => ({
    time: from + Number(bucket) * length,
    series,
    count: Number(total),
  }));
}

/** Statements by what they add up. */
const templates = new Map<string, TemplateStringsArray>();

function templateOf(by: string, hasTenant: boolean, hasApi: boolean, withSuccesses: boolean): TemplateStringsArray {
  const key = `${by} ${hasTenant} ${hasApi} ${withSuccesses}`;
  let template = templates.get(key);
  if (template === undefined) {
    // Only names of `dimensions` become part of the text.
    const table = hasTenant ? "errata_occurrence_tenants" : "errata_occurrence_hours";
    const codes = withSuccesses ? "" : " AND code <> ''";
    const strings = [
      "SELECT (hour - ",
      ") / ",
      ` AS bucket, ${by} AS series, SUM(count) AS total FROM ${table} WHERE hour >= `,
    ];
    strings.push(" AND hour < ");
    if (hasTenant) strings.push(" AND tenant = ");
    if (hasApi) strings.push(" AND api = ");
    strings.push(`${codes} GROUP BY bucket, series ORDER BY bucket, series`);
    template = Object.assign(strings, { raw: strings });
    templates.set(key, template);
  }
  return template;
}
