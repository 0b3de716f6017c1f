import type { Section, Template } from "../accounts/template.ts";
import type { Utterance } from "../transcripts/transcript.ts";

/** A structured note: the text of each section in the account's template. */
export type Note = Readonly<Partial<Record<Section, string>>>;

/** Writes notes from transcripts. */
export interface NoteWriter {
  readonly name: string;
  /** Writes the note of one consultation. @throws ProviderError if the model fails */
  write(transcript: readonly Utterance[], template: Template, work: NoteWork): Promise<Note>;
}

/** For whom a note is written, and until when. */
export interface NoteWork {
  /** Accounts take turns. */
  readonly account: string;
  /** Cancels the work, including requests to a model. */
  readonly signal: AbortSignal;
}
