import { fragment } from "errata/store";
import { z } from "zod";
import { inPage, type Page, toPage } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import type { Customer } from "../customers/customer.ts";
import { ListQuery } from "../http.ts";
import { type Study, type StudyView, viewStudy } from "./study.ts";

/** Query of `GET /v1/customers/{customerId}/studies`. */
export const StudyQuery = ListQuery.extend({
  modality: z
    .string()
    .regex(/^[A-Z0-9 _]{1,16}$/, "Must be a modality such as CT.")
    .optional()
    .describe("Lists only studies with this modality, such as `CT`."),
});

/** Lists a customer's studies, newest first, indexed or not. */
export async function listStudies(
  { store }: Backend,
  customer: Customer,
  { limit, modality, ...page }: z.output<typeof StudyQuery>,
): Promise<Page<StudyView>> {
  const ofModality = modality === undefined ? fragment`` : fragment`AND modality = ${modality}`;
  const rows = await store.sql<Study>`
    SELECT id, study_uid, description, modality, study_date, created_at, indexed_at FROM imaging_studies
    WHERE customer_id = ${customer.id} ${ofModality} ${inPage(page)}
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, viewStudy);
}
