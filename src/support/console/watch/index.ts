/** Computes what the pages about many errors show from the totals of the archive. */
export { type Findings, findingsOf } from "./findings.ts";
export { type Period, periodOf, periods } from "./period.ts";
export { type ChartTable, chartTable, maxSeries } from "./series.ts";
