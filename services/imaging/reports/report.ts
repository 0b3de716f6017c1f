import type { Sql } from "errata/store";
import { z } from "zod";
import { isoTime, Time } from "../../shared/http/index.ts";
import { imaging } from "../contract.ts";
import type { Customer } from "../customers/customer.ts";

/** A row of the reports, with the UID of the study. */
export interface Report {
  readonly id: string;
  readonly study_uid: string;
  readonly file_name: string;
  /** Includes the charset of a text that is not UTF-8: `text/plain; charset=utf-16`. */
  readonly media_type: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The user who uploaded the report; null if the partner did. */
  readonly user_id: string | null;
  readonly created_at: number;
}

/**
 * Finds a report of a customer. It is an orphan if the user who uploaded it was deleted.
 *
 * @throws REPORT_NOT_FOUND
 */
export async function findReport(
  sql: Sql,
  customer: Customer,
  reportId: string,
): Promise<Report & { readonly is_orphaned: number }> {
  const [report] = await sql<Report & { readonly is_orphaned: number }>`
    SELECT reports.id, study_uid, file_name, media_type, bytes, sha256, user_id, reports.created_at,
      CASE WHEN users.deleted_at IS NULL THEN 0 ELSE 1 END AS is_orphaned
    FROM imaging_reports reports JOIN imaging_studies studies ON studies.id = reports.study_id
    LEFT JOIN imaging_users users ON users.id = reports.user_id
    WHERE reports.id = ${reportId} AND reports.customer_id = ${customer.id}`;
  if (report === undefined) throw imaging.error.REPORT_NOT_FOUND();
  return report;
}

/** A report as the API returns it. */
export const ReportView = z
  .object({
    id: z.string().describe("Id of the report."),
    studyUid: z.string().describe("Study Instance UID of the study."),
    fileName: z.string().describe("Name of the uploaded file."),
    mediaType: z.string().describe("Media type of the content."),
    bytes: z.int().min(1).describe("Length of the content in bytes."),
    sha256: z.string().describe("SHA-256 of the content, hexadecimal."),
    uploadedBy: z
      .enum(["partner", "user"])
      .describe("Whether the partner or a user uploaded the report, and can delete it."),
    createdAt: Time.describe("When the report was uploaded."),
  })
  .meta({ title: "Report" });

/** A report as the API returns it. */
export type ReportView = z.output<typeof ReportView>;

/** Renders a report as the API returns it. */
export function viewReport(row: Report): ReportView {
  return {
    id: row.id,
    studyUid: row.study_uid,
    fileName: row.file_name,
    mediaType: row.media_type.replace(/;.*$/, ""),
    bytes: row.bytes,
    sha256: row.sha256,
    uploadedBy: row.user_id === null ? "partner" : "user",
    createdAt: isoTime(row.created_at),
  };
}
