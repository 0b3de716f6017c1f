import type { Sql } from "errata/store";
import { z } from "zod";
import { isoTime, Time } from "../../shared/http/index.ts";
import { scribe } from "../contract.ts";
import { longText, must, shortText } from "../fields.ts";

const { transcriptCharacters, segments: maxSegments } = scribe.limits;

const seconds = z
  .number(must("be a number of seconds"))
  .min(0, must("be 0 or more"))
  .max(86_400, must("be within a day"));

const Segment = z.strictObject(
  {
    speaker: shortText(100).describe("Role or name of the speaker, such as `Doctor` or `Patient`."),
    start: seconds.describe("Start in seconds from the start of the consultation. Segments are sorted by it."),
    end: seconds.describe("End in seconds from the start of the consultation, not before `start`."),
    text: longText(20_000).describe("Words of the speaker."),
  },
  must("be an object"),
);

/** Body of `PUT …/transcript`: either one text, or segments with speakers and times in seconds from the start. */
export const NewTranscript = z
  .strictObject(
    {
      text: longText(transcriptCharacters)
        .optional()
        .describe("The whole transcript. A line can begin with its speaker: `Doctor: …`. Required without `segments`."),
      segments: z
        .array(Segment, must("be a list"))
        .min(1, must("have a segment"))
        .max(maxSegments, must(`have at most ${maxSegments} segments`))
        .optional()
        .describe(
          `Statements of the speakers, in order; at most ${transcriptCharacters} characters in total. Not together with \`text\`.`,
        ),
    },
    must("be an object"),
  )
  .superRefine(({ text, segments }, context) => {
    const addIssue = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: "custom", path, message });
    if (text === undefined && segments === undefined)
      context.addIssue({ code: "custom", path: ["text"], message: "", params: { isMissing: true } });
    if (text !== undefined && segments !== undefined) addIssue(["segments"], "Must not be sent together with text.");
    for (const [index, { start, end }] of (segments ?? []).entries()) {
      if (end < start) addIssue(["segments", index, "end"], "Must not be before start.");
      if (start < (segments?.[index - 1]?.start ?? 0))
        addIssue(["segments", index, "start"], "Must not be before the start of the segment before it.");
    }
    const characters = segments?.reduce((sum, segment) => sum + segment.text.length, 0) ?? 0;
    if (characters > transcriptCharacters)
      addIssue(["segments"], `Must have at most ${transcriptCharacters} characters.`);
  })
  .meta({ minProperties: 1, maxProperties: 1 });

/** The content of a transcript. */
export type TranscriptContent = z.output<typeof NewTranscript>;

/** A stored transcript. */
export interface Transcript {
  readonly consultationId: string;
  readonly revision: number;
  readonly content: TranscriptContent;
  readonly createdAt: number;
}

/** Finds the transcript of a consultation of an account. @throws resource_not_found */
export async function findTranscript(sql: Sql, accountId: string, consultationId: string): Promise<Transcript> {
  const [row] = await sql<{ revision: number; content: string; created_at: number }>`
    SELECT revision, content, scribe_transcripts.created_at FROM scribe_transcripts
    JOIN scribe_consultations ON id = consultation_id
    WHERE consultation_id = ${consultationId} AND account_id = ${accountId}`;
  if (row === undefined) throw scribe.error.resource_not_found({ resource: "transcript" });
  return { consultationId, revision: row.revision, content: JSON.parse(row.content), createdAt: row.created_at };
}

/** A transcript as the API returns it. */
export const TranscriptView = z
  .object({
    consultationId: z.string().describe("Id of the consultation."),
    revision: z.int().min(1).describe("Number of the transcript; each one that is stored has a higher number."),
    text: z.string().optional().describe("The whole transcript, if it was sent as one text."),
    segments: z.array(Segment).optional().describe("The statements, if it was sent as segments."),
    createdAt: Time.describe("When the transcript was stored."),
  })
  .meta({ title: "Transcript" });

/** Converts a transcript to its form in responses. */
export function toWire({ consultationId, revision, content, createdAt }: Transcript): z.output<typeof TranscriptView> {
  return { consultationId, revision, ...content, createdAt: isoTime(createdAt) };
}
