import type { TransactionSql } from "errata/store";
import type { Backend } from "../backend.ts";

/** Everything that was deleted with a consultation. */
export interface DeletedRecords {
  readonly transcripts: number;
  readonly notes: number;
}

/**
 * Deletes a consultation with its transcript and notes, and the responses that are kept for repeated requests. Its charges
 * remain.
 */
export async function deleteConsultation(
  { clock, idempotency }: Backend,
  sql: TransactionSql,
  accountId: string,
  id: string,
): Promise<DeletedRecords> {
  // Locks the row, so that nothing is added at the same time.
  await sql`UPDATE scribe_consultations SET updated_at = ${clock()} WHERE id = ${id}`;
  const notes = await sql`DELETE FROM scribe_notes WHERE consultation_id = ${id} RETURNING version`;
  const transcripts = await sql`DELETE FROM scribe_transcripts WHERE consultation_id = ${id} RETURNING consultation_id`;
  await sql`DELETE FROM scribe_consultations WHERE id = ${id}`;
  await idempotency.records.forget(sql, accountId, id);
  return { transcripts: transcripts.length, notes: notes.length };
}
