import type { ChartRow } from "../../archive/index.ts";
import type { Period } from "./period.ts";

/** One series of a chart. */
export interface ChartSeries {
  /** Value of the dimension; empty for occurrences without one. */
  readonly name: string;
  /** Whether it adds up the series that the chart does not show. */
  readonly isRest: boolean;
  /** Occurrences in each interval. */
  readonly counts: readonly number[];
  readonly total: number;
}

/** The values of a chart. */
export interface ChartTable {
  /** Beginning of each interval, in milliseconds since 1970. */
  readonly times: readonly number[];
  /** The most frequent first. */
  readonly series: readonly ChartSeries[];
}

/** Series that differ well enough in colour. The archive adds up the others. */
export const maxSeries = 7;

/** Arranges totals by interval and series. */
export function chartTable(rows: readonly ChartRow[], { from, to, hours }: Period): ChartTable {
  const length = hours * 3_600_000;
  const times = Array.from({ length: Math.round((to - from) / length) }, (_, index) => from + index * length);
  const bySeries = new Map<string | null, number[]>();
  for (const { time, series, count } of rows) {
    const counts = bySeries.get(series) ?? times.map(() => 0);
    bySeries.set(series, counts);
    const index = Math.round((time - from) / length);
    if (index >= 0 && index < counts.length) counts[index] = (counts[index] ?? 0) + count;
  }
  const series = [...bySeries]
    .map(([name, counts]) => ({ name: name ?? "Others", isRest: name === null, counts, total: sum(counts) }))
    .sort((a, b) => Number(a.isRest) - Number(b.isRest) || b.total - a.total || (a.name < b.name ? -1 : 1));
  return { times, series };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
