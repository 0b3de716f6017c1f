import type { Sql, TransactionSql } from "errata/store";
import { isoTime } from "../../shared/http/index.ts";
import { scribe } from "../contract.ts";

/** One row of the consultations. */
export interface Consultation {
  readonly id: string;
  readonly internal_id: string;
  readonly patient_id: string | null;
  readonly reason: string | null;
  readonly started_at: number | null;
  readonly created_at: number;
  readonly updated_at: number;
}

/** Finds an account's consultation. Another account's takes the same path as none. @throws resource_not_found */
export async function findConsultation(sql: Sql, accountId: string, consultationId: string): Promise<Consultation> {
  const [consultation] = await sql<Consultation>`
    SELECT id, internal_id, patient_id, reason, started_at, created_at, updated_at FROM scribe_consultations
    WHERE id = ${consultationId} AND account_id = ${accountId}`;
  if (consultation === undefined) throw scribe.error.resource_not_found({ resource: "consultation" });
  return consultation;
}

/** Holds a consultation's row until the end of the transaction, so that what belongs to it changes in turn. @throws resource_not_found */
export async function holdConsultation(sql: TransactionSql, id: string, now: number): Promise<void> {
  const rows = await sql`UPDATE scribe_consultations SET updated_at = ${now} WHERE id = ${id} RETURNING id`;
  if (rows.length === 0) throw scribe.error.resource_not_found({ resource: "consultation" });
}

/** Writes a consultation as the API shows it. */
export function viewConsultation(row: Consultation): object {
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
