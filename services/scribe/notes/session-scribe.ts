import type { Sql } from "errata/store";
import { isoTime } from "../../shared/http/index.ts";
import { scribe } from "../contract.ts";
import type { Note } from "./note-writer.ts";

/** A stored version of a consultation's note. */
export interface SessionScribe {
  readonly consultation_id: string;
  readonly version: number;
  readonly transcript_revision: number;
  readonly provider: string;
  /** The note as JSON. */
  readonly note: string;
  readonly created_at: number;
}

/**
 * Finds a version, or the newest one. A missing consultation, another account's and one without a note are treated alike.
 *
 * @throws resource_not_found
 */
export async function findScribe(
  sql: Sql,
  accountId: string,
  consultationId: string,
  version?: number,
): Promise<SessionScribe> {
  const [found] = await sql<SessionScribe>`
    SELECT consultation_id, version, transcript_revision, provider, note, scribe_notes.created_at FROM scribe_notes
    JOIN scribe_consultations ON id = consultation_id
    WHERE consultation_id = ${consultationId} AND account_id = ${accountId}
      AND (version = ${version ?? 0} OR 1 = ${Number(version === undefined)})
    ORDER BY version DESC LIMIT 1`;
  const resource = version === undefined ? "session_scribe" : "version";
  if (found === undefined) throw scribe.error.resource_not_found({ resource });
  return found;
}

/** Lists the newest hundred versions of a consultation's note, without their text. @throws resource_not_found if there are none */
export async function listVersions(sql: Sql, accountId: string, consultationId: string): Promise<{ items: object[] }> {
  const rows = await sql<Omit<SessionScribe, "note">>`
    SELECT consultation_id, version, transcript_revision, provider, scribe_notes.created_at FROM scribe_notes
    JOIN scribe_consultations ON id = consultation_id
    WHERE consultation_id = ${consultationId} AND account_id = ${accountId}
    ORDER BY version DESC LIMIT 100`;
  if (rows.length === 0) throw scribe.error.resource_not_found({ resource: "session_scribe" });
  return { items: rows.map(versionToWire) };
}

/** Converts a note to its form in responses. */
export function toWire(row: SessionScribe): object {
  const { createdAt, ...version } = versionToWire(row);
  return { ...version, note: JSON.parse(row.note) as Note, createdAt };
}

function versionToWire(row: Omit<SessionScribe, "note">) {
  return {
    ...{ consultationId: row.consultation_id, version: row.version, transcriptRevision: row.transcript_revision },
    provider: row.provider,
    createdAt: isoTime(row.created_at),
  };
}
