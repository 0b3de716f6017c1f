import { z } from "zod";
import { type Page, toPage } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { listQuery } from "../http.ts";
import { OwnId } from "../text.ts";
import { type Patient, viewPatient } from "./patient.ts";

/** Query of `GET /v1/patients`. People are not looked up by name: addresses end up in the logs of everything on their way. */
export const PatientQuery = z.strictObject({ ...listQuery, patientInternalId: OwnId.optional() });

/** Lists an account's patients, newest first. */
export async function listPatients(
  { store }: Backend,
  accountId: string,
  { limit, cursor, patientInternalId }: z.output<typeof PatientQuery>,
): Promise<Page<object>> {
  const rows = await store.sql<Patient>`
    SELECT id, internal_id, name, id_country, id_number, birth_date, created_at, updated_at FROM scribe_patients
    WHERE account_id = ${accountId}
      AND (created_at < ${cursor.createdAt} OR (created_at = ${cursor.createdAt} AND id < ${cursor.id}))
      AND (internal_id = ${patientInternalId ?? ""} OR 1 = ${Number(patientInternalId === undefined)})
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, viewPatient);
}
