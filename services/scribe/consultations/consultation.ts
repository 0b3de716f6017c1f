import type { Sql, TransactionSql } from "errata/store";
import { isoTime } from "../../shared/http/index.ts";
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

/** Converts a consultation to its form in responses. */
export function toWire(row: Consultation): object {
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
