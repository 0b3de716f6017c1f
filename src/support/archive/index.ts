/** Reads and writes the tables of occurrences and their totals. */
export type { Archive, WritableArchive } from "./archive.ts";
export type { ChartDimension, ChartQuery, ChartRow } from "./chart.ts";
export type { CodeActivity } from "./code-activity.ts";
export { hashKey, idPrefix, type OccurrenceFilter, type OccurrencePage } from "./find-occurrences.ts";
export { type ArchiveOptions, openArchive, openWritableArchive } from "./open-archive.ts";
export { columns, type OccurrenceRow, type StoredOccurrence } from "./stored-occurrence.ts";
export type { CodeTotal, TenantActivity, TenantQuery, TenantTotals } from "./tenant-totals.ts";
export type { Batch, SuccessCount } from "./write-batch.ts";
export type { WriterState } from "./writers.ts";
