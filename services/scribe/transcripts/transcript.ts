import type { Sql } from "errata/store";
import { z } from "zod";
import { isoTime } from "../../shared/http/index.ts";
import { scribe } from "../contract.ts";
import { longText, must, shortText } from "../text.ts";

const { transcriptCharacters, segments: maxSegments } = scribe.limits;

const seconds = z
  .number(must("be a number of seconds"))
  .min(0, must("be 0 or more"))
  .max(86_400, must("be within a day"));

const Segment = z.strictObject(
  { speaker: shortText(100), start: seconds, end: seconds, text: longText(20_000) },
  must("be an object"),
);

/** Body of `PUT …/transcript`: the text as a whole, or segments with speakers, and times in seconds from the beginning. */
export const NewTranscript = z
  .strictObject(
    {
      text: longText(transcriptCharacters).optional(),
      segments: z
        .array(Segment, must("be a list"))
        .min(1, must("have a segment"))
        .max(maxSegments, must(`have at most ${maxSegments} segments`))
        .optional(),
    },
    must("be an object"),
  )
  .superRefine(({ text, segments }, context) => {
    const refuse = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: "custom", path, message });
    if (text === undefined && segments === undefined)
      context.addIssue({ code: "custom", path: ["text"], message: "", params: { isMissing: true } });
    if (text !== undefined && segments !== undefined) refuse(["segments"], "Must not be sent together with text.");
    for (const [index, { start, end }] of (segments ?? []).entries()) {
      if (end < start) refuse(["segments", index, "end"], "Must not be before start.");
      if (start < (segments?.[index - 1]?.start ?? 0))
        refuse(["segments", index, "start"], "Must not be before the start of the segment before it.");
    }
    const characters = segments?.reduce((sum, segment) => sum + segment.text.length, 0) ?? 0;
    if (characters > transcriptCharacters)
      refuse(["segments"], `Must have at most ${transcriptCharacters} characters.`);
  });

/** What was said in a consultation. */
export type TranscriptContent = z.output<typeof NewTranscript>;

/** One row of the transcripts, read. */
export interface Transcript {
  readonly consultationId: string;
  readonly revision: number;
  readonly content: TranscriptContent;
  readonly createdAt: number;
}

/** Finds the transcript of an account's consultation. @throws resource_not_found */
export async function findTranscript(sql: Sql, accountId: string, consultationId: string): Promise<Transcript> {
  const [row] = await sql<{ revision: number; content: string; created_at: number }>`
    SELECT revision, content, scribe_transcripts.created_at FROM scribe_transcripts
    JOIN scribe_consultations ON id = consultation_id
    WHERE consultation_id = ${consultationId} AND account_id = ${accountId}`;
  if (row === undefined) throw scribe.error.resource_not_found({ resource: "transcript" });
  return { consultationId, revision: row.revision, content: JSON.parse(row.content), createdAt: row.created_at };
}

/** Writes a transcript as the API shows it. */
export function viewTranscript({ consultationId, revision, content, createdAt }: Transcript): object {
  return { consultationId, revision, ...content, createdAt: isoTime(createdAt) };
}

/** Something that somebody said. */
export interface Utterance {
  /** As the caller names them; undefined where that is not known. */
  readonly speaker: string | undefined;
  readonly text: string;
}

/** Gives what was said, in its order. In a text, a line may begin with its speaker: `Doctor: …`. */
export function utterancesOf({ text = "", segments }: TranscriptContent): readonly Utterance[] {
  if (segments !== undefined) return segments.map(({ speaker, text: said }) => ({ speaker, text: said }));
  return text.split(/\r?\n/).flatMap((line) => {
    const [, speaker, said = line] = /^\s*([\p{L}][\p{L} .'-]{0,40}):\s+(.*)$/u.exec(line) ?? [];
    return said.trim() === "" ? [] : [{ speaker, text: said.trim() }];
  });
}
