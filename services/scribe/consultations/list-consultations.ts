import { z } from "zod";
import { type Page, toPage } from "../../shared/http/index.ts";
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
  { limit, cursor, createdFrom, createdBefore, consultationInternalId, patientId }: z.output<typeof ConsultationQuery>,
): Promise<Page<ConsultationView>> {
  const { sql } = store;
  const isAnyPatient = Number(patientId === undefined);
  if (consultationInternalId !== undefined) {
    // A query of its own, which uses the index.
    const rows = await sql<Consultation>`
      SELECT id, internal_id, patient_id, reason, started_at, created_at, updated_at FROM scribe_consultations
      WHERE account_id = ${accountId} AND internal_id = ${consultationInternalId}
        AND (created_at < ${cursor.createdAt} OR (created_at = ${cursor.createdAt} AND id < ${cursor.id}))
        AND created_at >= ${createdFrom} AND created_at < ${createdBefore}
        AND (patient_id = ${patientId ?? ""} OR 1 = ${isAnyPatient})`;
    return toPage(rows, limit, toWire);
  }
  const rows = await sql<Consultation>`
    SELECT id, internal_id, patient_id, reason, started_at, created_at, updated_at FROM scribe_consultations
    WHERE account_id = ${accountId}
      AND (created_at < ${cursor.createdAt} OR (created_at = ${cursor.createdAt} AND id < ${cursor.id}))
      AND created_at >= ${createdFrom} AND created_at < ${createdBefore}
      AND (patient_id = ${patientId ?? ""} OR 1 = ${isAnyPatient})
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, toWire);
}
