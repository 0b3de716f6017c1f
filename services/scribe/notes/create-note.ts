import { newId } from "../../shared/http/index.ts";
import type { Finish } from "../../shared/idempotency/index.ts";
import { ProviderError, type ProviderErrorReason } from "../../shared/provider/index.ts";
import { readConfiguration } from "../accounts/configuration.ts";
import type { Backend } from "../backend.ts";
import { lockConsultation } from "../consultations/consultation.ts";
import { scribe } from "../contract.ts";
import { findTranscript } from "../transcripts/transcript.ts";
import { utterances } from "../transcripts/utterances.ts";
import type { Note, WrittenNote } from "./note-writer.ts";
import {
  type EmptyReason,
  findScribe,
  noteSubject,
  type SessionScribe,
  type SessionScribeView,
  toWire,
} from "./session-scribe.ts";

/** Retry-After if the provider sends none, in milliseconds. */
const defaultRetryAfterMs: Readonly<Record<Exclude<ProviderErrorReason, "rejected">, number>> = {
  overloaded: 5_000,
  unavailable: 5_000,
  timeout: 10_000,
  invalid_response: 10_000,
};

/** Upper bound for a provider's Retry-After, in milliseconds. Providers have sent waits of weeks. */
const maxRetryAfterMs = 5 * 60_000;

/**
 * Writes a new version of a consultation's note, then stores and charges it in one transaction.
 *
 * @param consultationId id of a consultation of the account
 * @param signal cancels the work, including the request to the provider
 * @param finish runs last in the transaction
 * @returns what `finish` returns
 * @throws resource_not_found, account_invalid, service_unavailable
 */
export async function createNote<Result>(
  backend: Backend,
  accountId: string,
  consultationId: string,
  signal: AbortSignal,
  finish: Finish<SessionScribeView, Result>,
): Promise<Result> {
  const { sql } = backend.store;
  const transcript = await findTranscript(sql, accountId, consultationId);
  const { writer, template } = await readConfiguration(backend, accountId);
  const work = async (): Promise<Result> => {
    const statements = utterances(transcript.content);
    const written = await writer.write(statements, template, { account: accountId, signal }).catch(throwUnavailable);
    const note = replaceInvalid(written.note);
    const row: NewNote = {
      consultation_id: consultationId,
      transcript_revision: transcript.revision,
      provider: writer.name,
      note: JSON.stringify(note),
      omitted: written.omitted ?? 0,
      empty_reason: emptyReason(note, written),
    };
    return await storeNote(backend, accountId, row, finish);
  };
  return await backend.noteLimit.run(accountId, work, tooManyNotes);
}

function tooManyNotes(): Error {
  const note = `the account writes ${scribe.limits.notesAtOnce} notes at the same time`;
  return scribe.error.service_unavailable({}, { retryAfterMs: 2_000, note });
}

function throwUnavailable(error: unknown): never {
  if (!(error instanceof ProviderError)) throw error;
  const { reason } = error;
  const options = { cause: error, note: `provider: ${reason}, HTTP ${error.status}` };
  // A model that declines a transcript responds with 200. Neither rejection ends before a person acts.
  if (reason === "rejected")
    throw scribe.error.service_unavailable(
      { reason: error.status === 200 ? "declined" : "rejected" },
      { ...options, retryAfterMs: maxRetryAfterMs, headers: { "x-should-retry": "false" } },
    );
  const { retryAfterMs = defaultRetryAfterMs[reason] } = error;
  throw scribe.error.service_unavailable({}, { ...options, retryAfterMs: Math.min(retryAfterMs, maxRetryAfterMs) });
}

/** Replaces characters that databases reject: NUL and halves of surrogate pairs. Models do return them. */
function replaceInvalid(note: Note): Note {
  return Object.fromEntries(
    Object.entries(note).map(([section, text]) => [section, text.replace(/[\0\p{Cs}]/gu, "\ufffd")]),
  );
}

function emptyReason(note: Note, { isUnsupportedLanguage = false }: WrittenNote): EmptyReason | null {
  if (Object.values(note).some((text) => text.trim() !== "")) return null;
  return isUnsupportedLanguage ? "unsupported_language" : "nothing_relevant";
}

type NewNote = Omit<SessionScribe, "version" | "created_at">;

/** Stores a note, and charges it unless it is empty. */
async function storeNote<Result>(
  { store, clock }: Backend,
  accountId: string,
  { consultation_id: id, ...note }: NewNote,
  finish: Finish<SessionScribeView, Result>,
): Promise<Result> {
  const now = clock();
  return await store.transaction(async (sql) => {
    await lockConsultation(sql, id, now);
    const [row] = await sql<{ last_version: number }>`
      UPDATE scribe_consultations SET last_version = last_version + 1 WHERE id = ${id} RETURNING last_version`;
    const version = row?.last_version ?? 1;
    await sql`
      INSERT INTO scribe_notes (consultation_id, version, transcript_revision, provider, note, omitted, empty_reason, created_at)
      VALUES (${id}, ${version}, ${note.transcript_revision}, ${note.provider}, ${note.note}, ${note.omitted},
        ${note.empty_reason}, ${now})`;
    if (note.empty_reason === null)
      await sql`
        INSERT INTO scribe_charges (id, account_id, charged_at, consultation_id)
        VALUES (${newId("chg")}, ${accountId}, ${now}, ${id})`;
    const stored = toWire(await findScribe(sql, accountId, id, version));
    return await finish(sql, stored, { subject: noteSubject(id) });
  });
}
