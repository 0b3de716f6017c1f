import type { Utterance } from "../transcripts/transcript.ts";
import { type Role, roleOf } from "./cues.ts";

/** One sentence of a consultation. */
export interface Sentence {
  readonly text: string;
  readonly role: Role;
  /** Lower-case words without stop words. */
  readonly words: readonly string[];
}

/** Longer sentences are cut, which bounds the time for scoring them. */
const maxCharacters = 1_000;

/**
 * Matches the gap between two sentences. Intl.Segmenter takes quadratic time: 25 s for the longest transcript.
 */
const sentenceGap = /(?<=[.!?…]["'”’)]?)\s+(?=["'“‘(]?[\p{Lu}\p{N}])|\n+/u;

/** Splits a transcript into sentences, in order. */
export function splitSentences(transcript: readonly Utterance[]): readonly Sentence[] {
  return transcript.flatMap(({ speaker, text }) => {
    const role = roleOf(speaker);
    return split(text).map((sentence) => ({ text: sentence, role, words: wordsOf(sentence) }));
  });
}

function split(text: string): readonly string[] {
  const sentences: string[] = [];
  for (const segment of text.split(sentenceGap)) {
    const last = sentences.at(-1);
    // The period after a title does not end a sentence.
    if (last !== undefined && last.length < maxCharacters && /\b(?:Dr|Mr|Mrs|Ms|Prof|St|vs|approx)\.$/.test(last))
      sentences[sentences.length - 1] = `${last} ${segment}`;
    else sentences.push(segment);
  }
  return sentences
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
