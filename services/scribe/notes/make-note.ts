import { newId } from "../../shared/http/index.ts";
import { ProviderFault, type ProviderFaultReason } from "../../shared/provider/index.ts";
import { readConfiguration } from "../accounts/configuration.ts";
import type { Backend } from "../backend.ts";
import { findConsultation, holdConsultation } from "../consultations/consultation.ts";
import { scribe } from "../contract.ts";
import { findTranscript, utterancesOf } from "../transcripts/transcript.ts";
import type { Note } from "./note-maker.ts";
import { findScribe, type SessionScribe } from "./session-scribe.ts";

/** How long to wait where the provider did not say so itself, in milliseconds. */
const waitMs: Readonly<Record<ProviderFaultReason, number>> = {
  overloaded: 5_000,
  down: 5_000,
  slow: 10_000,
  nonsense: 10_000,
  // Its key, its model or its account has to be put in order by our staff.
  refused: 60_000,
};

/** Longest wait that is passed on, in milliseconds: what a provider says once must not send our clients away for weeks. */
const longestWaitMs = 5 * 60_000;

/**
 * Makes a new version of a consultation's note. It is stored and charged in one transaction, once it is whole.
 *
 * @param signal ends it, with what was asked of the provider
 * @throws resource_not_found, account_invalid, service_unavailable
 */
export async function makeNote(
  backend: Backend,
  accountId: string,
  consultationId: string,
  signal: AbortSignal,
): Promise<SessionScribe> {
  const { sql } = backend.store;
  await findConsultation(sql, accountId, consultationId);
  const transcript = await findTranscript(sql, accountId, consultationId);
  const { maker, template } = await readConfiguration(backend, accountId);
  const work = async (): Promise<SessionScribe> => {
    const note = await maker.make(utterancesOf(transcript.content), template, signal).catch(asUnavailable);
    return await storeNote(backend, accountId, {
      consultation_id: consultationId,
      transcript_revision: transcript.revision,
      provider: maker.name,
      note: JSON.stringify(wellFormed(note)),
    });
  };
  return await backend.noteLimit.run(accountId, work, tooManyNotes);
}

function tooManyNotes(): Error {
  const note = `the account writes ${scribe.limits.notesAtOnce} notes at the same time`;
  return scribe.error.service_unavailable(undefined, { retryAfterMs: 2_000, note });
}

function asUnavailable(error: unknown): never {
  if (!(error instanceof ProviderFault)) throw error;
  const { reason, retryAfterMs = waitMs[reason] } = error;
  throw scribe.error.service_unavailable(undefined, {
    cause: error,
    note: `provider: ${reason}`,
    retryAfterMs: Math.min(retryAfterMs, longestWaitMs),
  });
}

/** A model may answer characters that no store keeps: NUL, halves of surrogate pairs. */
function wellFormed(note: Note): Note {
  return Object.fromEntries(
    Object.entries(note).map(([section, text]) => [section, text.replace(/[\0\p{Cs}]/gu, "\ufffd")]),
  );
}

async function storeNote(
  { store, clock }: Backend,
  accountId: string,
  { consultation_id: id, ...note }: Omit<SessionScribe, "version" | "created_at">,
): Promise<SessionScribe> {
  const now = clock();
  return await store.transaction(async (sql) => {
    await holdConsultation(sql, id, now);
    const [row] = await sql<{ last_version: number }>`
      UPDATE scribe_consultations SET last_version = last_version + 1 WHERE id = ${id} RETURNING last_version`;
    const version = row?.last_version ?? 1;
    await sql`
      INSERT INTO scribe_notes (consultation_id, version, transcript_revision, provider, note, created_at)
      VALUES (${id}, ${version}, ${note.transcript_revision}, ${note.provider}, ${note.note}, ${now})`;
    await sql`
      INSERT INTO scribe_charges (id, account_id, charged_at) VALUES (${newId("chg")}, ${accountId}, ${now})`;
    return await findScribe(sql, accountId, id, version);
  });
}
