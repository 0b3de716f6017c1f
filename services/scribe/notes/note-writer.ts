import type { Section, Template } from "../accounts/template.ts";
import type { Utterance } from "../transcripts/transcript.ts";

/** A structured note: the text of each section in the account's template. */
export type Note = Readonly<Partial<Record<Section, string>>>;

/** Writes notes from transcripts. */
export interface NoteWriter {
  readonly name: string;
  /**
   * Writes the note of one consultation.
   *
   * @param signal cancels the work, including requests to a model
   * @throws ProviderError if the model fails
   */
  write(transcript: readonly Utterance[], template: Template, signal: AbortSignal): Promise<Note>;
}
