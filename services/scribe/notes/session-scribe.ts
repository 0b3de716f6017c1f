import { fragment, type Sql } from "errata/store";
import { z } from "zod";
import { isoTime, type Page, type PageQuery, Time, toPage } from "../../shared/http/index.ts";
import { scribe } from "../contract.ts";

const emptyReasons = ["nothing_relevant", "unsupported_language"] as const;

/** Why a note is empty. */
export type EmptyReason = (typeof emptyReasons)[number];

/** A stored version of a consultation's note. */
export interface SessionScribe {
  readonly consultation_id: string;
  readonly version: number;
  readonly transcript_revision: number;
  readonly provider: string;
  /** The note as JSON. */
  readonly note: string;
  /** Number of statements that were left out; null for notes of earlier versions of the service. */
  readonly omitted: number | null;
  readonly empty_reason: EmptyReason | null;
  readonly created_at: number;
}

/** A version of a note, without its text. */
export const VersionView = z
  .object({
    consultationId: z.string().describe("Id of the consultation."),
    version: z.int().min(1).describe("Version of the note. Versions are never reused."),
    transcriptRevision: z.int().min(1).describe("Revision of the transcript that the note was written from."),
    provider: z.string().describe("Provider that wrote the note."),
    omitted: z
      .int()
      .min(1)
      .optional()
      .describe(
        "Number of statements about health that were left out, because a section was full. Absent if none was.",
      ),
    emptyReason: z
      .enum(emptyReasons)
      .optional()
      .describe(
        "Why the note is empty and was not charged: the transcript says nothing about health, or the built-in provider does not know its language. Absent if the note is not empty.",
      ),
    createdAt: Time.describe("When the note was written."),
  })
  .meta({ title: "SessionScribeVersion" });

const section = (content: string) =>
  z.string().optional().describe(`${content} Absent if the template does not name it.`);

/** A version of a note as the API returns it. */
export const SessionScribeView = VersionView.extend({
  note: z
    .object({
      subjective: section("What the patient reports."),
      objective: section("Findings, measurements and results of tests."),
      assessment: section("The diagnosis or the differential diagnosis."),
      plan: section("Next steps."),
    })
    .describe("Text of each section. A section is empty if nothing was said about it."),
}).meta({ title: "SessionScribe" });

/** A version of a note as the API returns it. */
export type SessionScribeView = z.output<typeof SessionScribeView>;

/** Returns the subject of the responses with notes, under which they are deleted. It is below that of the consultation. */
export function noteSubject(consultationId: string): string {
  return `${consultationId}/notes`;
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
  const ofVersion = version === undefined ? fragment`` : fragment`AND version = ${version}`;
  const [found] = await sql<SessionScribe>`
    SELECT consultation_id, version, transcript_revision, provider, note, omitted, empty_reason, scribe_notes.created_at FROM scribe_notes
    JOIN scribe_consultations ON id = consultation_id
    WHERE consultation_id = ${consultationId} AND account_id = ${accountId}
      ${ofVersion}
    ORDER BY version DESC LIMIT 1`;
  const resource = version === undefined ? "session_scribe" : "version";
  if (found === undefined) throw scribe.error.resource_not_found({ resource });
  return found;
}

/** Lists the versions of a consultation's note, newest first, without their text. @throws resource_not_found if there are none */
export async function listVersions(
  sql: Sql,
  accountId: string,
  consultationId: string,
  { limit, cursor, createdFrom, createdBefore }: PageQuery,
): Promise<Page<z.output<typeof VersionView>>> {
  const rows = await sql<Omit<SessionScribe, "note">>`
    SELECT consultation_id, version, transcript_revision, provider, omitted, empty_reason, scribe_notes.created_at FROM scribe_notes
    JOIN scribe_consultations ON id = consultation_id
    WHERE consultation_id = ${consultationId} AND account_id = ${accountId}
      AND version < ${versionOf(cursor.id)}
      AND scribe_notes.created_at >= ${createdFrom} AND scribe_notes.created_at < ${createdBefore}
    ORDER BY version DESC LIMIT ${limit + 1}`;
  // A consultation without a note is unknown; a page without versions is not.
  if (rows.length === 0) await findScribe(sql, accountId, consultationId);
  return toPage(
    rows.map((row) => ({ ...row, id: positionOf(row.version) })),
    limit,
    versionToWire,
  );
}

/** Returns a version as the id of a cursor. */
function positionOf(version: number): string {
  return `ver_${String(version).padStart(24, "0")}`;
}

/** Returns the version in the id of a cursor; without one, a higher version than any. */
function versionOf(id: string): number {
  return /^ver_\d{24}$/.test(id) ? Number(id.slice(4)) : Number.MAX_SAFE_INTEGER;
}

/** Converts a note to its form in responses. */
export function toWire(row: SessionScribe): SessionScribeView {
  const { createdAt, ...version } = versionToWire(row);
  return { ...version, note: JSON.parse(row.note), createdAt };
}

function versionToWire(row: Omit<SessionScribe, "note">): z.output<typeof VersionView> {
  return {
    consultationId: row.consultation_id,
    version: row.version,
    transcriptRevision: row.transcript_revision,
    provider: row.provider,
    ...((row.omitted ?? 0) > 0 && { omitted: row.omitted ?? 0 }),
    ...(row.empty_reason !== null && { emptyReason: row.empty_reason }),
    createdAt: isoTime(row.created_at),
  };
}
