import type { Tasks } from "../../../shared/worker-pool/index.ts";
import type { Section, Template } from "../../accounts/template.ts";
import type { Utterance } from "../../transcripts/utterances.ts";
import type { Note, WrittenNote } from "../note-writer.ts";
import { addCounts, cuesOf } from "./cues.ts";
import { detectLanguages } from "./language.ts";
import type { Lexicon } from "./lexicons/lexicon.ts";
import { nameRemover } from "./names.ts";
import { fold } from "./phrases.ts";
import { bestSection, type EssentialFact, essentialFacts, isRelevant, sectionScores, tierOf } from "./rating.ts";
import { endSentence, splitSentences } from "./sentences.ts";
import { type Statement, toStatements } from "./statements.ts";

/** Input of the task `extract`. */
export interface ExtractTask {
  readonly transcript: readonly Utterance[];
  readonly template: Template;
}

/** A statement with its section. */
interface RatedStatement {
  readonly statement: Statement;
  readonly section: Section;
  readonly facts: readonly EssentialFact[];
  /** Importance for the clinician, from 0. Statements of a higher tier are kept first. */
  readonly tier: number;
  readonly score: number;
  readonly index: number;
  /** Position of the last of several short answers. */
  readonly last: number;
}

/** Number of short answers in a row that count as one statement. */
const maxJoinedAnswers = 3;

/**
 * Writes a note from the statements of a transcript: assigns each to a section by its phrases and its speaker, and keeps the
 * most important ones of each section in their original order. Deterministic.
 */
export function extractNote(transcript: readonly Utterance[], { sections, maxSentences }: Template): WrittenNote {
  const words = transcript.flatMap(({ text }) => fold(text).match(/\p{L}+(?:'\p{L}+)?/gu) ?? []);
  const languages = detectLanguages(words);
  const isUnsupportedLanguage = languages.length === 0 && words.length > 0;
  const rated = languages.length === 0 ? [] : rateAll(transcript, languages);
  const bySection = sections.map((section) => {
    const available = withoutRepetition(rated, section);
    const kept = select(available, maxSentences);
    return {
      section,
      text: kept.map(({ statement }) => endSentence(statement.text)).join(" "),
      omitted: available.length - kept.length,
    };
  });
  return {
    note: Object.fromEntries(bySection.map(({ section, text }) => [section, text])) as Note,
    omitted: bySection.reduce((sum, { omitted }) => sum + omitted, 0),
    ...(isUnsupportedLanguage && { isUnsupportedLanguage }),
  };
}

/** Tasks of the worker process. This module imports no part of the library, because every import delays its start. */
export const tasks: Tasks = { extract: ({ transcript, template }: ExtractTask) => extractNote(transcript, template) };

/** Rates the statements of a transcript. Short answers that follow each other count as one statement. */
function rateAll(transcript: readonly Utterance[], languages: readonly Lexicon[]): readonly RatedStatement[] {
  const statements = toStatements(splitSentences(transcript, cuesOf(languages), nameRemover(transcript)));
  const relevance = relevanceOf(statements);
  const rated: RatedStatement[] = [];
  for (const [index, statement] of statements.entries()) {
    const one = rate(statement, index, relevance(statement), rated.length > 0);
    const last = rated.at(-1);
    if (one === undefined) continue;
    const isNext = last !== undefined && last.last === index - 1 && last.index > index - maxJoinedAnswers;
    const joins = isNext && last.section === one.section && last.statement.isAnswer && statement.isAnswer;
    if (joins) rated[rated.length - 1] = join(last, one);
    else rated.push(one);
  }
  return rated;
}

function join(a: RatedStatement, b: RatedStatement): RatedStatement {
  const statement = {
    ...a.statement,
    text: `${endSentence(a.statement.text)} ${b.statement.text}`,
    counts: addCounts(a.statement.counts, b.statement.counts),
  };
  const facts = [...new Set([...a.facts, ...b.facts])];
  return { ...a, statement, facts, last: b.last, tier: Math.max(a.tier, b.tier), score: Math.max(a.score, b.score) };
}

/** Assigns a statement to the section with the highest score; to none if it is not about health. */
function rate(
  statement: Statement,
  index: number,
  relevance: number,
  isConsultation: boolean,
): RatedStatement | undefined {
  if (!isRelevant(statement, isConsultation)) return undefined;
  const scores = sectionScores(statement);
  const isReported = statement.role === "patient" || statement.isAnamnesis;
  const section = isReported ? "subjective" : bestSection(scores);
  if (section === undefined) return undefined;
  const [facts, tier] = [essentialFacts(statement, section), tierOf(statement, section)];
  return { statement, section, facts, tier, score: scores[section] + relevance, index, last: index };
}

/** Returns a function that rates how typical a statement is of the transcript, from 0 to 1: the mean frequency of its words. */
function relevanceOf(statements: readonly Statement[]): (statement: Statement) => number {
  const counts = new Map<string, number>();
  for (const { words } of statements) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  let max = 1;
  for (const count of counts.values()) max = Math.max(max, count);
  return ({ words }) => words.reduce((sum, word) => sum + (counts.get(word) ?? 0), 0) / (words.length * max || 1);
}

/** Returns the statements of a section; of equal ones only the first. */
function withoutRepetition(rated: readonly RatedStatement[], section: Section): readonly RatedStatement[] {
  const seen = new Map<string, RatedStatement>();
  for (const one of rated)
    if (one.section === section && !seen.has(one.statement.text)) seen.set(one.statement.text, one);
  return [...seen.values()];
}

/**
 * Keeps the most important statements: one for each essential fact, then the rest by importance. Between them comes the first
 * complaint.
 */
function select(rated: readonly RatedStatement[], maxSentences: number): readonly RatedStatement[] {
  const complaint = rated.find(
    ({ section, statement }) =>
      section === "subjective" && statement.counts.symptoms > 0 && statement.counts.negations === 0,
  );
  const rank = (one: RatedStatement): number => (one === complaint ? Math.max(one.tier, 3.5) : one.tier);
  const sorted = rated.toSorted((a, b) => rank(b) - rank(a) || b.score - a.score || a.index - b.index);
  const kept = [...new Set([...firstOfEachFact(sorted), ...sorted])].slice(0, maxSentences);
  return rated.filter((one) => kept.includes(one));
}

/** Returns statements that together have every essential fact, those with the most facts first. */
function firstOfEachFact(sorted: readonly RatedStatement[]): readonly RatedStatement[] {
  const missing = new Set(sorted.flatMap(({ facts }) => facts));
  const chosen: RatedStatement[] = [];
  while (missing.size > 0) {
    let [best, most] = [sorted[0] as RatedStatement, 0];
    for (const one of sorted) {
      const count = one.facts.filter((fact) => missing.has(fact)).length;
      if (count > most) [best, most] = [one, count];
    }
    chosen.push(best);
    for (const fact of best.facts) missing.delete(fact);
  }
  return chosen;
}
