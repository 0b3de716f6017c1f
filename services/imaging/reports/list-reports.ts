import { fragment } from "errata/store";
import { z } from "zod";
import { Id, inPage, type Page, toPage } from "../../shared/http/index.ts";
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
  { limit, uploadedBy, studyUid, ...page }: z.output<typeof ReportQuery>,
): Promise<Page<ReportView>> {
  const uploaders = { partner: fragment`AND user_id IS NULL`, user: fragment`AND user_id IS NOT NULL` };
  const uploader = uploadedBy === undefined ? fragment`` : uploaders[uploadedBy];
  const owner =
    studyUid === undefined
      ? fragment`r.customer_id = ${id}`
      : fragment`r.study_id = (SELECT id FROM imaging_studies WHERE customer_id = ${id} AND study_uid = ${studyUid})`;
  const rows = await store.sql<Report>`
    SELECT r.id, study_uid, file_name, media_type, bytes, sha256, user_id, r.created_at
    FROM imaging_reports r JOIN imaging_studies s ON s.id = r.study_id
    WHERE ${owner} ${uploader} ${inPage(page, fragment`r.created_at`, fragment`r.id`)}
    ORDER BY r.created_at DESC, r.id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, viewReport);
}
