import { fragment } from "errata/store";
import { z } from "zod";
import { inPage, type Page, toPage } from "../../shared/http/index.ts";
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
  { limit, patientInternalId, ...page }: z.output<typeof PatientQuery>,
): Promise<Page<PatientView>> {
  const ofId = patientInternalId === undefined ? fragment`` : fragment`AND internal_id = ${patientInternalId}`;
  const rows = await store.sql<Patient>`
    SELECT id, internal_id, name, id_country, id_number, birth_date, created_at, updated_at FROM scribe_patients
    WHERE account_id = ${accountId} ${ofId} ${inPage(page)}
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, toWire);
}
