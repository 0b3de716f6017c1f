import { expect, it } from "vitest";
import { type Section, sections } from "../../../accounts/template.ts";
import { utterances } from "../../../transcripts/utterances.ts";
import { extractNote } from "../extract-note.ts";

/** A transcript, and the facts that its note must and must not have. */
export interface Dialogue {
  readonly title: string;
  /** One statement a line. */
  readonly said: string;
  /** Parts of sections. Case does not matter. */
  readonly keeps: Readonly<Partial<Record<Section, readonly string[]>>>;
  /** Text that no section has. Case does not matter. */
  readonly omits?: readonly string[];
}

/** Adds a test for each dialogue, with the template of the demo accounts. */
export function testDialogues(dialogues: readonly Dialogue[]): void {
  it.each(dialogues)("keeps what matters and omits names and small talk: $title", ({ said, keeps, omits = [] }) => {
    const transcript = utterances({ text: said.trim() });
    const { note } = extractNote(transcript, { sections: [...sections], maxSentences: 5 });
    const written = JSON.stringify(note, null, 1);
    for (const section of sections)
      for (const fact of keeps[section] ?? [])
        expect(note[section]?.toLowerCase(), `${section}\n${written}`).toContain(fact.toLowerCase());
    for (const text of omits) expect(written.toLowerCase()).not.toContain(text.toLowerCase());
  });
}
