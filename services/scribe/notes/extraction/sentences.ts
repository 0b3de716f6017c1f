import type { Utterance } from "../../transcripts/utterances.ts";
import type { CueCounts, Cues } from "./cues.ts";
import { fold } from "./phrases.ts";
import { patientEvidence, type Role, roleFrom, roleOf } from "./roles.ts";

/** One sentence of a consultation. */
export interface Sentence {
  readonly text: string;
  readonly counts: CueCounts;
  readonly role: Role;
  readonly isQuestion: boolean;
  readonly startsLikeAnswer: boolean;
  /** Position of the statement that it is part of. */
  readonly utterance: number;
  /** Lower-case words of at least four letters. */
  readonly words: readonly string[];
}

/** Longer sentences are split at a comma or a space: transcribed speech may have no punctuation. */
const maxCharacters = 400;

/** Matches the gap between two sentences. Intl.Segmenter takes quadratic time: 25 s for the longest transcript. */
const sentenceGap = /(?<=[.!?…]["'”’)]?)\s+(?=["'“‘(¿¡–—-]*[\p{L}\p{N}])|\n+|;\s+/u;
const abbreviation =
  /(?<!\p{L})(?:Dr|Mr|Mrs|Ms|Prof|St|vs|approx|ca|bzw|z\.\s?B|z|e\.g|i\.e|Nr|Mme|Mlle|M|Sr|Sra|Srta|Dra|tgl|inkl|usw|ggf|evtl|etc)\.$/u;

/** Splits a transcript into sentences, in order. @param clean removes names and greetings from a sentence */
export function splitSentences(
  transcript: readonly Utterance[],
  cues: Cues,
  clean: (sentence: string) => string,
): readonly Sentence[] {
  // Most short sentences occur several times: "Okay.", "Yes."
  const read = new Map<string, ReadSentence | undefined>();
  const readOnce = (part: string): ReadSentence | undefined => {
    if (!read.has(part)) read.set(part, readSentence(clean(part), cues));
    return read.get(part);
  };
  const statements = joinInterrupted(transcript).map(({ speaker, text }, utterance) => ({
    speaker,
    sentences: split(text).flatMap((part) => {
      const sentence = readOnce(part);
      return sentence === undefined ? [] : [{ ...sentence, utterance }];
    }),
  }));
  const evidence = new Map<string, number>();
  for (const { speaker = "", sentences } of statements)
    evidence.set(
      speaker,
      sentences.reduce((sum, each) => sum + each.evidence, evidence.get(speaker) ?? 0),
    );
  return statements.flatMap(({ speaker, sentences }) => {
    const labelled = roleOf(speaker);
    const bySpeaker = speaker === undefined ? undefined : roleFrom(evidence.get(speaker) ?? 0);
    const byText = roleFrom(sentences.reduce((sum, each) => sum + each.evidence, 0));
    const role = labelled === "unknown" ? (bySpeaker ?? byText) : labelled;
    return sentences.map(({ evidence: _, ...sentence }) => ({ ...sentence, role }));
  });
}

/** A sentence without its position and its speaker. */
interface ReadSentence extends Omit<Sentence, "role" | "utterance"> {
  /** Above 0 if the patient seems to say it, below 0 for the clinician. */
  readonly evidence: number;
}

function readSentence(text: string, cues: Cues): ReadSentence | undefined {
  const folded = fold(text);
  const words = folded.match(/[\p{L}\p{N}']+/gu) ?? [];
  if (words.length === 0) return undefined;
  const counts = cues.count(folded);
  const endsOpen = !/[.!…]["'”’)]?$/.test(text);
  const isQuestion =
    /\?["'”’)]?$/.test(text) || cues.startsLikePrompt(folded) || (endsOpen && cues.startsLikeQuestion(folded));
  const evidence = patientEvidence(counts, isQuestion);
  const startsLikeAnswer = cues.startsLikeAnswer(folded);
  return { text, counts, isQuestion, startsLikeAnswer, evidence, words: words.filter((word) => word.length > 3) };
}

/** Adds a period to a sentence that was transcribed without punctuation. */
export function endSentence(text: string): string {
  return /[\p{L}\p{N}%°]$/u.test(text) ? `${text}.` : text;
}

/** Joins what a speaker says before and after an interruption, and segments that end within a sentence. */
function joinInterrupted(transcript: readonly Utterance[]): readonly Utterance[] {
  const joined: Utterance[] = [];
  for (const utterance of transcript) {
    const { speaker, text } = utterance;
    const continues = /^\s*(?:[–—-]|…|\.{3}|\p{Ll})/u.test(text);
    const [before, last] = [joined.at(-2), joined.at(-1)];
    const isSame = (other: Utterance | undefined): other is Utterance =>
      other !== undefined && other.speaker === speaker;
    if (isSame(last) && isOpen(last, speaker) && (speaker !== undefined || continues))
      joined[joined.length - 1] = join(last, text);
    else if (isSame(before) && continues && isOpen(before, undefined)) joined[joined.length - 2] = join(before, text);
    else joined.push(utterance);
  }
  return joined;
}

/** Whether a statement breaks off. Without a known speaker, or before an interruption, only a dash or an ellipsis shows it. */
function isOpen({ text }: Utterance, speaker: string | undefined): boolean {
  if (text.length > 2 * maxCharacters) return false;
  return /(?:[–—-]|…|\.{3})\s*$/.test(text) || (speaker !== undefined && !/[.!?:;]["'”’)]?\s*$/.test(text));
}

function join({ speaker, text }: Utterance, rest: string): Utterance {
  const [start, end] = [text.replace(/\s*(?:[–—-]+|…|\.{3})\s*$/, ""), rest.replace(/^\s*(?:[–—-]+|…|\.{3})\s*/, "")];
  return { speaker, text: `${start} ${end}` };
}

function split(text: string): readonly string[] {
  const sentences: string[] = [];
  for (const part of text.split(sentenceGap)) {
    const last = sentences.at(-1);
    const isSplit =
      last !== undefined && last.length < maxCharacters && (abbreviation.test(last) || isHesitation(last, part));
    if (isSplit) sentences[sentences.length - 1] = `${last} ${part}`;
    else sentences.push(part);
  }
  return sentences.flatMap((sentence) => shorten(sentence.replace(/\s+/g, " ").trim()));
}

/** "It hurts… when I breathe" is one sentence. */
function isHesitation(last: string, next: string): boolean {
  return /(?:…|\.{3})$/.test(last) && /^\p{Ll}/u.test(next);
}

function shorten(sentence: string): readonly string[] {
  const parts: string[] = [];
  let rest = sentence;
  while (rest.length > maxCharacters) {
    const head = rest.slice(0, maxCharacters);
    const comma = head.lastIndexOf(", ");
    const end = comma > maxCharacters / 2 ? comma + 1 : head.lastIndexOf(" ");
    // Cuts between two characters, not within one.
    const length = end > 0 ? end : maxCharacters - Number(/[\ud800-\udbff]$/.test(head));
    parts.push(rest.slice(0, length).trim());
    rest = rest.slice(length).trim();
  }
  return rest === "" ? parts : [...parts, rest];
}
