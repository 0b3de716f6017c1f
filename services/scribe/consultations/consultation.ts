import type { Sql, TransactionSql } from "errata/store";
import { z } from "zod";
import { isoTime, Time } from "../../shared/http/index.ts";
import { scribe } from "../contract.ts";

/** A row of the table of consultations. */
export interface Consultation {
  readonly id: string;
  readonly internal_id: string;
  readonly patient_id: string | null;
  readonly reason: string | null;
  readonly started_at: number | null;
  readonly created_at: number;
  readonly updated_at: number;
}

/** Finds a consultation of an account. Another account's consultation is treated as missing. @throws resource_not_found */
export async function findConsultation(sql: Sql, accountId: string, consultationId: string): Promise<Consultation> {
  const [consultation] = await sql<Consultation>`
    SELECT id, internal_id, patient_id, reason, started_at, created_at, updated_at FROM scribe_consultations
    WHERE id = ${consultationId} AND account_id = ${accountId}`;
  if (consultation === undefined) throw scribe.error.resource_not_found({ resource: "consultation" });
  return consultation;
}

/** Locks a consultation until the end of the transaction, which serializes changes to its transcript and notes. @throws resource_not_found */
export async function lockConsultation(sql: TransactionSql, id: string, now: number): Promise<void> {
  const rows = await sql`UPDATE scribe_consultations SET updated_at = ${now} WHERE id = ${id} RETURNING id`;
  if (rows.length === 0) throw scribe.error.resource_not_found({ resource: "consultation" });
}

/** A consultation as the API returns it. */
export const ConsultationView = z
  .object({
    id: z.string().describe("Id of the consultation."),
    consultationInternalId: z.string().describe("Id of the consultation in your system."),
    patientId: z.string().nullable().describe("Id of the patient."),
    reason: z.string().nullable().describe("Why the patient came."),
    startedAt: Time.nullable().describe("When the consultation started."),
    createdAt: Time.describe("When the consultation was created."),
    updatedAt: Time.describe("When the consultation, its transcript or its note was last changed."),
  })
  .meta({ title: "Consultation" });

/** A consultation as the API returns it. */
export type ConsultationView = z.output<typeof ConsultationView>;

/** Converts a consultation to its form in responses. */
export function toWire(row: Consultation): ConsultationView {
  return {
    id: row.id,
    consultationInternalId: row.internal_id,
    patientId: row.patient_id,
    reason: row.reason,
    startedAt: row.started_at === null ? null : isoTime(row.started_at),
    createdAt: isoTime(row.created_at),
    updatedAt: isoTime(row.updated_at),
  };
}
