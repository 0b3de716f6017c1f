import { type Section, sections, type Template } from "../accounts/template.ts";
import type { Utterance } from "../transcripts/transcript.ts";
import { cues, standing } from "./cues.ts";
import type { Note, NoteMaker } from "./note-maker.ts";
import { type Sentence, sentencesOf } from "./sentences.ts";

/**
 * Makes notes of the consultation's own sentences: each goes to the section that its phrases and its speaker speak for, and
 * of each section the weightiest are kept, in the order in which they were said. The same words give the same note.
 */
export const extractive: NoteMaker = {
  name: "extractive",
  make: async (said, template) => extract(said, template),
};

interface Placed {
  readonly sentence: Sentence;
  readonly section: Section;
  readonly score: number;
  readonly index: number;
}

/** Most repetitions of one cue that count. */
const maxRepetitions = 3;

function extract(said: readonly Utterance[], template: Template): Note {
  const sentences = sentencesOf(said);
  const weightOf = weights(sentences);
  const placed = sentences.flatMap((sentence, index) => place(sentence, index, weightOf(sentence)));
  const chosen = new Map(sections.map((section) => [section, choose(placed, section, template.maxSentences)]));
  return Object.fromEntries(template.sections.map((section) => [section, chosen.get(section) ?? ""]));
}

/** Finds the section that a sentence speaks for most; nowhere for small talk. Of equals the first in the note wins. */
function place(sentence: Sentence, index: number, weight: number): readonly Placed[] {
  // What a clinician asks is answered by the patient; what is asked for says nothing yet.
  if (sentence.text.endsWith("?") || sentence.words.length < 2) return [];
  let best: Placed | undefined;
  for (const section of sections) {
    const found = cueScore(sentence.text, section);
    if (found === 0) continue;
    const score = found + standing[sentence.role][section] + weight;
    if (score > 0 && score > (best?.score ?? 0)) best = { sentence, section, score, index };
  }
  return best === undefined ? [] : [best];
}

function cueScore(text: string, section: Section): number {
  return cues[section].reduce((sum, cue) => sum + Math.min(text.match(cue)?.length ?? 0, maxRepetitions), 0);
}

/** Makes a measure from 0 to 1 of how much a sentence is about what the whole is about: the mean frequency of its words. */
function weights(sentences: readonly Sentence[]): (sentence: Sentence) => number {
  const counts = new Map<string, number>();
  for (const { words } of sentences) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  let most = 1;
  for (const count of counts.values()) most = Math.max(most, count);
  return ({ words }) => words.reduce((sum, word) => sum + (counts.get(word) ?? 0), 0) / (words.length * most || 1);
}

function choose(placed: readonly Placed[], wanted: Section, most: number): string {
  const own = placed.filter(({ section }) => section === wanted);
  const kept = own.toSorted((one, other) => other.score - one.score || one.index - other.index).slice(0, most);
  return kept
    .toSorted((one, other) => one.index - other.index)
    .map(({ sentence }) => sentence.text)
    .join(" ");
}
