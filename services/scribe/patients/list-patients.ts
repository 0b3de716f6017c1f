import { z } from "zod";
import { type Page, toPage } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { InternalId } from "../fields.ts";
import { listQuery } from "../http.ts";
import { type Patient, type PatientView, toWire } from "./patient.ts";

/** Query of `GET /v1/patients`. There is no search by name, because URLs end up in the logs of every proxy. */
export const PatientQuery = z.strictObject({
  ...listQuery,
  patientInternalId: InternalId.optional().describe("Returns only the patient with this id in your system."),
});

/** Lists the patients of an account, newest first. */
export async function listPatients(
  { store }: Backend,
  accountId: string,
  { limit, cursor, createdFrom, createdBefore, patientInternalId }: z.output<typeof PatientQuery>,
): Promise<Page<PatientView>> {
  const { sql } = store;
  if (patientInternalId !== undefined) {
    // A query of its own, which uses the index.
    const rows = await sql<Patient>`
      SELECT id, internal_id, name, id_country, id_number, birth_date, created_at, updated_at FROM scribe_patients
      WHERE account_id = ${accountId} AND internal_id = ${patientInternalId}
        AND (created_at < ${cursor.createdAt} OR (created_at = ${cursor.createdAt} AND id < ${cursor.id}))
        AND created_at >= ${createdFrom} AND created_at < ${createdBefore}`;
    return toPage(rows, limit, toWire);
  }
  const rows = await sql<Patient>`
    SELECT id, internal_id, name, id_country, id_number, birth_date, created_at, updated_at FROM scribe_patients
    WHERE account_id = ${accountId}
      AND (created_at < ${cursor.createdAt} OR (created_at = ${cursor.createdAt} AND id < ${cursor.id}))
      AND created_at >= ${createdFrom} AND created_at < ${createdBefore}
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, toWire);
}
