import type { Backend } from "../backend.ts";
import { type DeletedRecords, deleteConsultation } from "../consultations/delete-consultation.ts";
import type { Patient } from "./patient.ts";

/** Deletes a patient with all consultations, transcripts and notes, and the responses that are kept for repeated requests. */
export async function deletePatient(
  backend: Backend,
  accountId: string,
  { id }: Patient,
): Promise<DeletedRecords & { readonly consultations: number }> {
  const { store, clock, idempotency } = backend;
  return await store.transaction(async (sql) => {
    // Locks the row, so that no consultation is added at the same time.
    await sql`UPDATE scribe_patients SET updated_at = ${clock()} WHERE id = ${id}`;
    const consultations = await sql<{
      id: string;
    }>`SELECT id FROM scribe_consultations WHERE patient_id = ${id} ORDER BY id`;
    let [transcripts, notes] = [0, 0];
    for (const consultation of consultations) {
      const deleted = await deleteConsultation(backend, sql, accountId, consultation.id);
      transcripts += deleted.transcripts;
      notes += deleted.notes;
    }
    await sql`DELETE FROM scribe_patients WHERE id = ${id}`;
    await idempotency.records.forget(sql, accountId, id);
    return { consultations: consultations.length, transcripts, notes };
  });
}
