import type { ApiError } from "errata";
import type { Sql, TransactionSql } from "errata/store";
import { z } from "zod";
import { explainConflict, newId } from "../../shared/http/index.ts";
import type { Finish } from "../../shared/idempotency/index.ts";
import type { Backend } from "../backend.ts";
import { scribe } from "../contract.ts";
import { IdText, InternalId, must, shortText, Time } from "../fields.ts";
import {
  type Consultation,
  type ConsultationView,
  findConsultation,
  lockConsultation,
  toWire,
} from "./consultation.ts";

const ConsultationInternalId = InternalId.describe("Id of the consultation in your system, unique in the account.");

const optional = {
  patientId: IdText.nullish().describe("Id of the patient."),
  reason: shortText(500).nullish().describe("Why the patient came."),
  startedAt: Time.nullish().describe("When the consultation started, such as 2026-03-01T09:30:00Z."),
};

/** Body of `POST /v1/consultations`. */
export const NewConsultation = z.strictObject(
  { consultationInternalId: ConsultationInternalId, ...optional },
  must("be an object"),
);

/** Body of `PATCH /v1/consultations/{consultationId}`: omitted fields are kept, null removes a value. */
export const ConsultationChange = z.strictObject(
  { consultationInternalId: ConsultationInternalId.optional(), ...optional },
  must("be an object"),
);

/**
 * Creates a consultation.
 *
 * @param finish runs last in the transaction that inserts the consultation
 * @returns what `finish` returns
 * @throws resource_not_found for its patient; resource_conflict, by the table's constraint
 */
export async function createConsultation<Result>(
  { store, clock }: Backend,
  accountId: string,
  { consultationInternalId, patientId, reason, startedAt }: z.output<typeof NewConsultation>,
  finish: Finish<ConsultationView, Result>,
): Promise<Result> {
  const [id, now] = [newId("con"), clock()];
  const insert = async (sql: TransactionSql): Promise<Result> => {
    await lockPatient(sql, accountId, patientId);
    await sql`
      INSERT INTO scribe_consultations (id, account_id, internal_id, patient_id, reason, started_at, last_revision,
        last_version, created_at, updated_at)
      VALUES (${id}, ${accountId}, ${consultationInternalId}, ${patientId ?? null}, ${reason ?? null},
        ${timeOf(startedAt)}, 0, 0, ${now}, ${now})`;
    return await finish(sql, toWire(await findConsultation(sql, accountId, id)), { subject: id });
  };
  return await explainConflict(
    () => store.transaction(insert),
    () => conflictOf(store.sql, accountId, id, consultationInternalId),
  );
}

/** Changes a consultation. @throws resource_not_found; resource_conflict, by the table's constraint */
export async function changeConsultation(
  { store, clock }: Backend,
  accountId: string,
  { id }: Consultation,
  change: z.output<typeof ConsultationChange>,
): Promise<Consultation> {
  const update = async (sql: TransactionSql): Promise<Consultation> => {
    // Every transaction locks patients before consultations, which prevents deadlocks.
    await lockPatient(sql, accountId, change.patientId);
    await lockConsultation(sql, id, clock());
    const old = await findConsultation(sql, accountId, id);
    const { consultationInternalId = old.internal_id, patientId = old.patient_id, reason = old.reason } = change;
    const startedAt = change.startedAt === undefined ? old.started_at : timeOf(change.startedAt);
    await sql`
      UPDATE scribe_consultations SET internal_id = ${consultationInternalId}, patient_id = ${patientId},
        reason = ${reason}, started_at = ${startedAt}
      WHERE id = ${id}`;
    return await findConsultation(sql, accountId, id);
  };
  return await explainConflict(
    () => store.transaction(update),
    () => conflictOf(store.sql, accountId, id, change.consultationInternalId),
  );
}

/** Returns the error for another consultation with the same id in the caller's system. */
async function conflictOf(
  sql: Sql,
  accountId: string,
  consultationId: string,
  consultationInternalId: string | undefined,
): Promise<ApiError | undefined> {
  const [other] = await sql<{ id: string }>`
    SELECT id FROM scribe_consultations
    WHERE account_id = ${accountId} AND internal_id = ${consultationInternalId ?? null} AND id <> ${consultationId}`;
  const conflict = { param: "consultationInternalId", resource: "consultation" } as const;
  return other && scribe.error.resource_conflict({ ...conflict, existingId: other.id });
}

/** Locks the patient, so that it is not deleted at the same time. */
async function lockPatient(
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
