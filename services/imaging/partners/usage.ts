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

/** Counts what a partner's customers use. It counts rows, so it is independent of the storage quotas. */
export async function readUsage({ store }: Backend, partner: Partner): Promise<UsageView> {
  const [row] = await store.sql<
    Record<"active" | "suspended" | "deleted" | "studies" | "instances" | "reports" | "bytes" | "erasing", number>
  >`
    WITH customers AS (SELECT id, state FROM imaging_customers WHERE partner_id = ${partner.id}),
      studies AS (
        SELECT s.id, c.state FROM imaging_studies s JOIN customers c ON c.id = s.customer_id
      ),
      instances AS (
        SELECT i.bytes, s.state FROM imaging_instances i JOIN studies s ON s.id = i.study_id
      ),
      reports AS (
        SELECT r.bytes, c.state FROM imaging_reports r JOIN customers c ON c.id = r.customer_id
      )
    SELECT
      (SELECT COUNT(*) FROM customers WHERE state = 'active') AS active,
      (SELECT COUNT(*) FROM customers WHERE state = 'suspended') AS suspended,
      (SELECT COUNT(*) FROM customers WHERE state = 'deleted') AS deleted,
      (SELECT COUNT(*) FROM studies) AS studies,
      (SELECT COUNT(*) FROM instances) AS instances,
      (SELECT COUNT(*) FROM reports) AS reports,
      (SELECT COALESCE(SUM(bytes), 0) FROM instances) + (SELECT COALESCE(SUM(bytes), 0) FROM reports) AS bytes,
      (SELECT COALESCE(SUM(bytes), 0) FROM instances WHERE state = 'deleted')
        + (SELECT COALESCE(SUM(bytes), 0) FROM reports WHERE state = 'deleted') AS erasing`;
  const {
    active = 0,
    suspended = 0,
    deleted = 0,
    studies = 0,
    instances = 0,
    reports = 0,
    bytes = 0,
    erasing = 0,
  } = row ?? {};
  return {
    customers: { active, suspended, deleted },
    studies,
    instances,
    reports,
    storedBytes: bytes,
    erasingBytes: erasing,
  };
}
