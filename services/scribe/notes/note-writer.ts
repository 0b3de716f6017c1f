import type { Section, Template } from "../accounts/template.ts";
import type { Utterance } from "../transcripts/utterances.ts";

/** A structured note: the text of each section in the account's template. */
export type Note = Readonly<Partial<Record<Section, string>>>;

/** A note as a writer returns it. */
export interface WrittenNote {
  readonly note: Note;
  /** Number of statements about health that were left out, because a section was full. @default 0 */
  readonly omitted?: number;
  /** The writer does not know the language of the transcript, so the note is empty. @default false */
  readonly isUnsupportedLanguage?: boolean;
}

/** Writes notes from transcripts. */
export interface NoteWriter {
  readonly name: string;
  /** Writes the note of one consultation. @throws ProviderError if the model fails */
  write(transcript: readonly Utterance[], template: Template, work: NoteWork): Promise<WrittenNote>;
}

/** For whom a note is written, and until when. */
export interface NoteWork {
  /** Accounts take turns. */
  readonly account: string;
  /** Cancels the work, including requests to a model. */
  readonly signal: AbortSignal;
}
