import { z } from "zod";
import { Id, type Page, toPage } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import type { Customer } from "../customers/customer.ts";
import { ListQuery } from "../http.ts";
import { type Report, type ReportView, viewReport } from "./report.ts";

/** Query of `GET /v1/customers/{customerId}/reports`. */
export const ReportQuery = ListQuery.extend({
  uploadedBy: z
    .enum(["partner", "user"])
    .optional()
    .describe("Lists only reports that the partner or a user uploaded."),
  studyUid: Id.optional().describe("Lists only reports of this study."),
});

/** Lists the reports of a customer, newest first. */
export async function listReports(
  { store }: Backend,
  { id }: Customer,
  { limit, cursor, createdFrom, createdBefore, uploadedBy, studyUid }: z.output<typeof ReportQuery>,
): Promise<Page<ReportView>> {
  const [uploader, study] = [uploadedBy ?? null, studyUid ?? null];
  const rows = await store.sql<Report>`
    SELECT r.id, study_uid, file_name, media_type, bytes, sha256, user_id, r.created_at
    FROM imaging_reports r JOIN imaging_studies s ON s.id = r.study_id
    WHERE r.customer_id = ${id}
      AND study_uid = COALESCE(${study}, study_uid)
      AND CASE WHEN user_id IS NULL THEN 'partner' ELSE 'user' END
        = COALESCE(${uploader}, CASE WHEN user_id IS NULL THEN 'partner' ELSE 'user' END)
      AND (r.created_at < ${cursor.createdAt} OR (r.created_at = ${cursor.createdAt} AND r.id < ${cursor.id}))
      AND r.created_at >= ${createdFrom} AND r.created_at < ${createdBefore}
    ORDER BY r.created_at DESC, r.id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, viewReport);
}
