import type { Backend } from "../backend.ts";
import { type Consultation, lockConsultation } from "../consultations/consultation.ts";
import type { Transcript, TranscriptContent } from "./transcript.ts";

/** Stores the transcript of a consultation and replaces an earlier one. */
export async function saveTranscript(
  { store, clock }: Backend,
  { id }: Consultation,
  content: TranscriptContent,
): Promise<Transcript> {
  const now = clock();
  return await store.transaction(async (sql) => {
    await lockConsultation(sql, id, now);
    const [row] = await sql<{ last_revision: number }>`
      UPDATE scribe_consultations SET last_revision = last_revision + 1 WHERE id = ${id} RETURNING last_revision`;
    const revision = row?.last_revision ?? 1;
    await sql`
      INSERT INTO scribe_transcripts (consultation_id, revision, content, created_at)
      VALUES (${id}, ${revision}, ${JSON.stringify(content)}, ${now})
      ON CONFLICT (consultation_id) DO UPDATE
      SET revision = excluded.revision, content = excluded.content, created_at = excluded.created_at`;
    return { consultationId: id, revision, content, createdAt: now };
  });
}
