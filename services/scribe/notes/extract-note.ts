import type { Section, Template } from "../accounts/template.ts";
import type { Utterance } from "../transcripts/transcript.ts";
import { cues, roleScores } from "./cues.ts";
import type { Note } from "./note-writer.ts";
import { type Sentence, splitSentences } from "./sentences.ts";

interface ScoredSentence {
  readonly sentence: Sentence;
  readonly section: Section;
  readonly score: number;
  readonly index: number;
}

/** Number of repetitions of one phrase that count. */
const maxRepetitions = 3;

/**
 * Writes a note from the sentences of a transcript: assigns each sentence to a section by its phrases and its speaker, and
 * keeps the highest-scoring sentences of each section in their original order. Deterministic.
 */
export function extractNote(transcript: readonly Utterance[], template: Template): Note {
  const sentences = splitSentences(transcript);
  const relevance = relevanceOf(sentences);
  const scored = sentences.flatMap((sentence, index) => assign(sentence, index, relevance(sentence)));
  return Object.fromEntries(
    template.sections.map((section) => [section, select(scored, section, template.maxSentences)]),
  );
}

/** Assigns a sentence to the section with the highest score; to none for small talk. The first of equal sections wins. */
function assign(sentence: Sentence, index: number, relevance: number): readonly ScoredSentence[] {
  // A question states nothing yet; its answer does.
  if (sentence.text.endsWith("?") || sentence.words.length < 2) return [];
  let best: ScoredSentence | undefined;
  for (const section of Object.keys(cues) as Section[]) {
    const matches = countCues(sentence.text, section);
    if (matches === 0) continue;
    const score = matches + roleScores[sentence.role][section] + relevance;
    if (score > 0 && score > (best?.score ?? 0)) best = { sentence, section, score, index };
  }
  return best === undefined ? [] : [best];
}

function countCues(text: string, section: Section): number {
  return cues[section].reduce((sum, cue) => sum + Math.min(text.match(cue)?.length ?? 0, maxRepetitions), 0);
}

/** Returns a function that rates how typical a sentence is of the transcript, from 0 to 1: the mean frequency of its words. */
function relevanceOf(sentences: readonly Sentence[]): (sentence: Sentence) => number {
  const counts = new Map<string, number>();
  for (const { words } of sentences) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  let max = 1;
  for (const count of counts.values()) max = Math.max(max, count);
  return ({ words }) => words.reduce((sum, word) => sum + (counts.get(word) ?? 0), 0) / (words.length * max || 1);
}

function select(scored: readonly ScoredSentence[], section: Section, maxSentences: number): string {
  return scored
    .filter((one) => one.section === section)
    .toSorted((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, maxSentences)
    .toSorted((a, b) => a.index - b.index)
    .map(({ sentence }) => sentence.text)
    .join(" ");
}
