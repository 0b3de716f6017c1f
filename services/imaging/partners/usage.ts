import { z } from "zod";
import type { Backend } from "../backend.ts";
import type { Partner } from "./partner.ts";

/** Customers, files and bytes of a partner. */
export const UsageView = z
  .object({
    customers: z
      .object({
        active: z.int().min(0).describe("Active customers."),
        suspended: z.int().min(0).describe("Suspended customers."),
        deleted: z.int().min(0).describe("Deleted customers."),
      })
      .describe("Customers by state."),
    studies: z.int().min(0).describe("Studies of all customers."),
    instances: z.int().min(0).describe("DICOM instances of the studies."),
    reports: z.int().min(0).describe("Reports of the studies."),
    storedBytes: z.int().min(0).describe("Bytes of the instances and reports, including those of deleted customers."),
    erasingBytes: z.int().min(0).describe("Bytes of deleted customers, which are erased 30 days after the deletion."),
  })
  .meta({ title: "Usage" });

/** Customers, files and bytes of a partner. */
export type UsageView = z.output<typeof UsageView>;

interface TotalsRow {
  readonly state: "active" | "suspended" | "deleted";
  readonly customers: number;
  readonly studies: number;
  readonly instances: number;
  readonly reports: number;
  readonly bytes: number;
}

/** Reads what a partner's customers use. The totals count rows, so they are independent of the storage quotas. */
export async function readUsage({ store }: Backend, partner: Partner): Promise<UsageView> {
  const rows = await store.sql<TotalsRow>`
    SELECT state, customers, studies, instances, reports, bytes FROM imaging_totals WHERE partner_id = ${partner.id}`;
  const sum = (name: Exclude<keyof TotalsRow, "state">, state?: TotalsRow["state"]): number =>
    rows.reduce((total, row) => total + (state === undefined || row.state === state ? row[name] : 0), 0);
  return {
    customers: {
      active: sum("customers", "active"),
      suspended: sum("customers", "suspended"),
      deleted: sum("customers", "deleted"),
    },
    studies: sum("studies"),
    instances: sum("instances"),
    reports: sum("reports"),
    storedBytes: sum("bytes"),
    erasingBytes: sum("bytes", "deleted"),
  };
}
