import type { TransactionSql } from "errata/store";

/** Deletes a consultation with its transcript and notes. Its charges remain. */
export async function deleteConsultation(sql: TransactionSql, now: number, id: string): Promise<void> {
  // Locks the row, so that nothing is added at the same time.
  await sql`UPDATE scribe_consultations SET updated_at = ${now} WHERE id = ${id}`;
  await sql`DELETE FROM scribe_notes WHERE consultation_id = ${id}`;
  await sql`DELETE FROM scribe_transcripts WHERE consultation_id = ${id}`;
  await sql`DELETE FROM scribe_consultations WHERE id = ${id}`;
}
