import type { z } from "zod";
import { type Page, toPage } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import type { ListQuery } from "../http.ts";
import { type Report, type ReportView, viewReport } from "./report.ts";

/** Lists the reports of a study, newest first. */
export async function listReports(
  { store }: Backend,
  study: { readonly id: string; readonly study_uid: string },
  { limit, cursor }: z.output<typeof ListQuery>,
): Promise<Page<ReportView>> {
  const rows = await store.sql<Omit<Report, "study_uid">>`
    SELECT id, file_name, media_type, bytes, sha256, user_id, created_at FROM imaging_reports
    WHERE study_id = ${study.id}
      AND (created_at < ${cursor.createdAt} OR (created_at = ${cursor.createdAt} AND id < ${cursor.id}))
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, (row) => viewReport({ ...row, study_uid: study.study_uid }));
}
