import type { Section, Template } from "../accounts/template.ts";
import type { Utterance } from "../transcripts/transcript.ts";

/** A structured note: the text of each section that the account's template names. */
export type Note = Readonly<Partial<Record<Section, string>>>;

/** Makes notes of what was said. */
export interface NoteMaker {
  readonly name: string;
  /**
   * Makes the note of one consultation.
   *
   * @param signal ends it at once, and whatever was asked of others for it
   * @throws ProviderFault where what makes the note cannot
   */
  make(said: readonly Utterance[], template: Template, signal: AbortSignal): Promise<Note>;
}
