/** Stores occurrences, finds them again, and shows them to operators (console) and coding agents (mcp). */
export {
  type Archive,
  type ArchiveOptions,
  type ChartDimension,
  type ChartQuery,
  type ChartRow,
  type CodeActivity,
  type CodeTotal,
  type OccurrenceFilter,
  type OccurrencePage,
  openArchive,
  type StoredOccurrence,
  type TenantActivity,
  type TenantQuery,
  type TenantTotals,
  type WriterState,
} from "./archive/index.ts";
export { openSupport, type Support, type SupportOptions } from "./open-support.ts";
