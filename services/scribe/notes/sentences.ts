import type { Utterance } from "../transcripts/transcript.ts";
import { type Role, roleOf } from "./cues.ts";

/** One sentence of a consultation. */
export interface Sentence {
  readonly text: string;
  readonly role: Role;
  /** Words that carry meaning, in small letters. */
  readonly words: readonly string[];
}

/** A sentence longer than this is none: it is cut, so that its scoring stays cheap. */
const maxCharacters = 1_000;

/**
 * Where one sentence ends and another begins. Not by Intl.Segmenter, which takes a time that grows with the square of the
 * number of sentences: 25 s for the longest transcript.
 */
const boundary = /(?<=[.!?…]["'”’)]?)\s+(?=["'“‘(]?[\p{Lu}\p{N}])|\n+/u;

/** Splits what was said into sentences, in their order. */
export function sentencesOf(said: readonly Utterance[]): readonly Sentence[] {
  return said.flatMap(({ speaker, text }) => {
    const role = roleOf(speaker);
    return split(text).map((sentence) => ({ text: sentence, role, words: wordsOf(sentence) }));
  });
}

function split(text: string): readonly string[] {
  const found: string[] = [];
  for (const segment of text.split(boundary)) {
    const last = found.at(-1);
    // The full stop of a title ends no sentence.
    if (last !== undefined && last.length < maxCharacters && /\b(?:Dr|Mr|Mrs|Ms|Prof|St|vs|approx)\.$/.test(last))
      found[found.length - 1] = `${last} ${segment}`;
    else found.push(segment);
  }
  return found
    .map((sentence) => sentence.replace(/\s+/g, " ").trim().slice(0, maxCharacters))
    .filter((sentence) => sentence !== "");
}

const stopWords = new Set(
  "a about after again all also am an and any are as at be been before but by can could did do does for from get go had has have he her here him his how i if in into is it its just know like me more my no not now of okay on one or our out over right she so some than that the their them then there they this to too up us was we well were what when where which who will with would yeah yes you your".split(
    " ",
  ),
);

function wordsOf(sentence: string): readonly string[] {
  const words = sentence.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => word.length > 1 && !stopWords.has(word));
}
