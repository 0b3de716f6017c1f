import type { Store } from "../../store/index.ts";
import { type ChartQuery, type ChartRow, chart } from "./chart.ts";
import { type CodeActivity, codeActivity } from "./code-activity.ts";
import { findOccurrences, type OccurrenceFilter, type OccurrencePage } from "./find-occurrences.ts";
import { eraseTenant, purge } from "./purge.ts";
import {
  type TenantActivity,
  type TenantQuery,
  type TenantTotals,
  tenantActivity,
  tenantTotals,
} from "./tenant-totals.ts";
import { type Batch, type Writer, writeBatch } from "./write-batch.ts";
import { endWriter, listWriters, startWriter, type WriterState } from "./writers.ts";

/** The stored occurrences. */
export interface Archive {
  /** Lists occurrences, the newest first. */
  find(filter: OccurrenceFilter): Promise<OccurrencePage>;
  /** Adds up occurrences by hours and codes, or by another dimension. */
  chart(query: ChartQuery): Promise<ChartRow[]>;
  /** Adds up responses by API, operation, code and version. @param from first hour @param to time after the last hour */
  activity(from: number, to: number): Promise<CodeActivity[]>;
  /** Lists the accounts with the most errors. */
  tenants(query: TenantQuery): Promise<TenantActivity[]>;
  /** Adds up the responses to one account. @param from first time, in milliseconds since 1970 */
  tenant(tenant: string, from: number): Promise<TenantTotals>;
  /** Lists the processes that write, the newest first. @param limit 1 or more */
  writers(limit: number): Promise<WriterState[]>;
  /** Deletes everything that is stored about an account. @returns how many occurrences were deleted */
  erase(tenant: string): Promise<number>;
  /** Closes the connection. */
  close(): Promise<void>;
}

/** The archive as its writer has it. */
export interface WritableArchive extends Archive {
  start(writer: Writer, now: number): Promise<number[]>;
  write(writer: Writer, batch: Batch, now: number): Promise<void>;
  purge(retention: { readonly occurrencesBefore: number; readonly totalsBefore: number }): Promise<number>;
  end(writer: Writer, now: number): Promise<void>;
}

/** Creates the archive of a store with the tables of `supportMigrations`. */
export function archive(store: Store): WritableArchive {
  return {
    find: (filter) => findOccurrences(store, filter),
    chart: (query) => chart(store, query),
    activity: (from, to) => codeActivity(store, from, to),
    tenants: (query) => tenantActivity(store, query),
    tenant: (tenant, from) => tenantTotals(store, tenant, from),
    writers: (limit) => listWriters(store, limit),
    erase: (tenant) => eraseTenant(store, tenant),
    start: (writer, now) => startWriter(store, writer, now),
    write: (writer, batch, now) => writeBatch(store, writer, batch, now),
    purge: (retention) => purge(store, retention),
    end: (writer, now) => endWriter(store, writer, now),
    close: () => store.close(),
  };
}
