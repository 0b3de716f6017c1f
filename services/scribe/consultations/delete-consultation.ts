import type { TransactionSql } from "errata/store";

/** Deletes a consultation with its transcript and notes. What was charged stays. */
export async function deleteConsultation(sql: TransactionSql, now: number, id: string): Promise<void> {
  // Holds the row, so that nothing is added meanwhile.
  await sql`UPDATE scribe_consultations SET updated_at = ${now} WHERE id = ${id}`;
  await sql`DELETE FROM scribe_notes WHERE consultation_id = ${id}`;
  await sql`DELETE FROM scribe_transcripts WHERE consultation_id = ${id}`;
  await sql`DELETE FROM scribe_consultations WHERE id = ${id}`;
}
