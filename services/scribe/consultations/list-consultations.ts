import { fragment } from "errata/store";
import { z } from "zod";
import { inPage, type Page, toPage } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { IdText, InternalId } from "../fields.ts";
import { listQuery } from "../http.ts";
import { type Consultation, type ConsultationView, toWire } from "./consultation.ts";

/** Query of `GET /v1/consultations`. */
export const ConsultationQuery = z.strictObject({
  ...listQuery,
  consultationInternalId: InternalId.optional().describe("Returns only the consultation with this id in your system."),
  patientId: IdText.optional().describe("Returns only the consultations of this patient."),
});

/** Lists the consultations of an account, newest first. */
export async function listConsultations(
  { store }: Backend,
  accountId: string,
  { limit, consultationInternalId, patientId, ...page }: z.output<typeof ConsultationQuery>,
): Promise<Page<ConsultationView>> {
  const ofId =
    consultationInternalId === undefined ? fragment`` : fragment`AND internal_id = ${consultationInternalId}`;
  const ofPatient = patientId === undefined ? fragment`` : fragment`AND patient_id = ${patientId}`;
  const rows = await store.sql<Consultation>`
    SELECT id, internal_id, patient_id, reason, started_at, created_at, updated_at FROM scribe_consultations
    WHERE account_id = ${accountId} ${ofId} ${ofPatient} ${inPage(page)}
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, toWire);
}
