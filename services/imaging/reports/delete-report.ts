import type { z } from "zod";
import { discardFile, scheduleFileDeletion } from "../../shared/files/index.ts";
import { deletedFile } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { imaging } from "../contract.ts";
import type { Customer } from "../customers/customer.ts";
import { subjectOf } from "../customers/stored-responses.ts";
import type { Caller } from "../partners/caller.ts";
import { findReport } from "./report.ts";

const refuse = imaging.operation("DELETE /v1/customers/{customerId}/reports/{reportId}");

/** The result of the deletion of a report. */
export const DeletedReport = deletedFile("report").meta({ title: "DeletedReport" });

/** The result of the deletion of a report. */
export type DeletedReport = z.output<typeof DeletedReport>;

/**
 * Deletes a report with the response to its upload, and returns its bytes to the quota. Partners delete reports that the
 * partner or a deleted user uploaded, users delete reports that a user uploaded.
 *
 * @throws REPORT_NOT_FOUND, FORBIDDEN
 */
export async function deleteReport(
  backend: Backend,
  caller: Caller,
  customer: Customer,
  reportId: string,
): Promise<DeletedReport> {
  const freedBytes = await backend.store.transaction(
    async (sql) => {
      const report = await findReport(sql, customer, reportId);
      const isUserFile = report.user_id !== null && report.is_orphaned === 0;
      if (isUserFile !== (caller.user !== undefined)) {
        throw refuse.FORBIDDEN({ reason: isUserFile ? "uploaded_by_user" : "uploaded_by_partner" });
      }
      const deleted = await sql`DELETE FROM imaging_reports WHERE id = ${reportId} RETURNING id`;
      if (deleted.length === 0) throw refuse.REPORT_NOT_FOUND();
      const owner = report.user_id ?? customer.partner_id;
      await backend.idempotency.records.forget(sql, owner, subjectOf(customer, reportId));
      await scheduleFileDeletion(backend, sql, { id: reportId, account: customer.id, bytes: report.bytes });
      return report.bytes;
    },
    { sqlOnly: true },
  );
  await discardFile(backend, reportId);
  return { id: reportId, deleted: true, freedBytes };
}
