/** A span of time that a page shows. */
export interface Period {
  readonly days: number;
  /** First time, in milliseconds since 1970. */
  readonly from: number;
  /** Time after the last one. */
  readonly to: number;
  /** Length of an interval of the chart, in hours. */
  readonly hours: number;
}

/** Lengths that an operator can choose, in days, each with intervals of which a chart has 24 to 168. */
export const periods: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [7, 1],
  [14, 4],
  [30, 6],
  [90, 24],
]);

const hourMs = 3_600_000;

/** Returns the period that ends with the current hour. @param text length in days. @default 7 */
export function periodOf(text: string | null, now: number): Period {
  const days = periods.has(Number(text)) ? Number(text) : 7;
  const hours = periods.get(days) ?? 1;
  const length = hours * hourMs;
  const to = now - (now % length) + length;
  return { days, hours, from: to - days * 24 * hourMs, to };
}
