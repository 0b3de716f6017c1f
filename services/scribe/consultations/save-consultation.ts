import type { TransactionSql } from "errata/store";
import { z } from "zod";
import { newId } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { scribe } from "../contract.ts";
import { IdText, must, OwnId, shortText, Time } from "../text.ts";
import { type Consultation, findConsultation, holdConsultation } from "./consultation.ts";

const optional = { patientId: IdText.nullish(), reason: shortText(500).nullish(), startedAt: Time.nullish() };

/** Body of `POST /v1/consultations`. */
export const NewConsultation = z.strictObject({ consultationInternalId: OwnId, ...optional }, must("be an object"));

/** Body of `PATCH /v1/consultations/{consultationId}`: what is left out stays, what is null goes. */
export const ConsultationChange = z.strictObject(
  { consultationInternalId: OwnId.optional(), ...optional },
  must("be an object"),
);

/** Opens a consultation. @throws resource_not_found for its patient, and resource_conflict by the constraint of the table */
export async function createConsultation(
  { store, clock }: Backend,
  accountId: string,
  { consultationInternalId, patientId, reason, startedAt }: z.output<typeof NewConsultation>,
): Promise<Consultation> {
  const [id, now] = [newId("con"), clock()];
  return await store.transaction(async (sql) => {
    await holdPatient(sql, accountId, patientId);
    await sql`
      INSERT INTO scribe_consultations (id, account_id, internal_id, patient_id, reason, started_at, last_revision,
        last_version, created_at, updated_at)
      VALUES (${id}, ${accountId}, ${consultationInternalId}, ${patientId ?? null}, ${reason ?? null},
        ${timeOf(startedAt)}, 0, 0, ${now}, ${now})`;
    return await findConsultation(sql, accountId, id);
  });
}

/** Changes a consultation. @throws resource_not_found, and resource_conflict by the constraint of the table */
export async function changeConsultation(
  { store, clock }: Backend,
  accountId: string,
  { id }: Consultation,
  change: z.output<typeof ConsultationChange>,
): Promise<Consultation> {
  return await store.transaction(async (sql) => {
    // Patients are held before consultations everywhere, so that nobody waits for each other.
    await holdPatient(sql, accountId, change.patientId);
    await holdConsultation(sql, id, clock());
    const old = await findConsultation(sql, accountId, id);
    const { consultationInternalId = old.internal_id, patientId = old.patient_id, reason = old.reason } = change;
    const startedAt = change.startedAt === undefined ? old.started_at : timeOf(change.startedAt);
    await sql`
      UPDATE scribe_consultations SET internal_id = ${consultationInternalId}, patient_id = ${patientId},
        reason = ${reason}, started_at = ${startedAt}
      WHERE id = ${id}`;
    return await findConsultation(sql, accountId, id);
  });
}

/** Holds the patient's row, so that it is not deleted meanwhile. */
async function holdPatient(
  sql: TransactionSql,
  accountId: string,
  patientId: string | null | undefined,
): Promise<void> {
  if (patientId === undefined || patientId === null) return;
  const rows = await sql`
    UPDATE scribe_patients SET updated_at = updated_at WHERE id = ${patientId} AND account_id = ${accountId} RETURNING id`;
  if (rows.length === 0) throw scribe.error.resource_not_found({ resource: "patient", param: "patientId" });
}

function timeOf(time: string | null | undefined): number | null {
  return time === undefined || time === null ? null : Date.parse(time);
}
