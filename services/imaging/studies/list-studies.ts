import type { z } from "zod";
import { type Page, toPage } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import type { Customer } from "../customers/customer.ts";
import type { ListQuery } from "../http.ts";
import { type Study, type StudyView, viewStudy } from "./study.ts";

/** Lists a customer's studies, newest first, indexed or not. */
export async function listStudies(
  { store }: Backend,
  customer: Customer,
  { limit, cursor }: z.output<typeof ListQuery>,
): Promise<Page<StudyView>> {
  const rows = await store.sql<Study>`
    SELECT id, study_uid, description, modality, study_date, created_at, indexed_at FROM imaging_studies
    WHERE customer_id = ${customer.id}
      AND (created_at < ${cursor.createdAt} OR (created_at = ${cursor.createdAt} AND id < ${cursor.id}))
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, viewStudy);
}
