import { drugs } from "./lexicons/drugs.ts";
import type { Lexicon } from "./lexicons/lexicon.ts";
import { countPhrases, phrases } from "./phrases.ts";

const lists = [
  ...([
    "negations",
    "firstPerson",
    "reported",
    "secondPerson",
    "symptoms",
    "bodyParts",
    "onset",
    "history",
    "medication",
  ] as const),
  ...([
    "allergies",
    "radiation",
    "findings",
    "assessment",
    "diagnoses",
    "plan",
    "tests",
    "future",
    "emergency",
  ] as const),
  ...(["referral", "smallTalk"] as const),
];

/** A topic of a sentence. */
export type Cue = (typeof lists)[number] | "drugs" | "doses" | "measurements";

/** How many phrases of each kind a sentence has, at most three. */
export type CueCounts = Readonly<Record<Cue, number>>;

/** Finds cues in the languages of a transcript. */
export interface Cues {
  count(folded: string): CueCounts;
  /** Whether a sentence without a final mark begins like a question. */
  startsLikeQuestion(folded: string): boolean;
  /** Whether a sentence asks the listener to describe something, with any final mark. */
  startsLikePrompt(folded: string): boolean;
  /** Whether a sentence begins like a short answer. */
  startsLikeAnswer(folded: string): boolean;
}

const doses = phrases(
  "\\d+(?:[.,]\\d+)? ?(?:mg|milligram*|miligramo*|milligramm*|ml|mcg|g|units?|einheiten|unites|unidades|tablets?|drops|puffs?|tropfen|tabletten?|hube|gouttes|comprimes?|bouffees?|pastillas?|comprimidos?|gotas)",
);
const measurements = new RegExp(
  [
    "\\b\\d{2,3} ?(?:/|over|zu|uber|sur|sobre|por) ?\\d{2,3}\\b",
    "\\d(?:[.,]\\d+)? ?(?:mmhg|bpm|kg\\b|kilos\\b|cm\\b|°|degrees|grad\\b|degres|grados|percent|prozent|pour cent|por ciento|%|mmol|mg/dl)",
  ].join("|"),
  "g",
);
const drugNames = phrases(drugs);

const known = new Map<string, Cues>();

/** Returns the cues of languages. They are compiled once. */
export function cuesOf(languages: readonly Lexicon[]): Cues {
  const key = languages.map(({ name }) => name).join();
  const cues = known.get(key) ?? compile(languages);
  known.set(key, cues);
  return cues;
}

function compile(languages: readonly Lexicon[]): Cues {
  const listOf = (name: keyof Lexicon): string => languages.map((lexicon) => lexicon[name]).join("|");
  const patterns: readonly (readonly [Cue, RegExp])[] = [
    ...lists.map((name) => [name, phrases(listOf(name))] as const),
    ...([
      ["drugs", drugNames],
      ["doses", doses],
      ["measurements", measurements],
    ] as const),
  ];
  const start = (list: string): RegExp => new RegExp(`^(?:${list.replaceAll("*", "[a-z]*")})(?![a-z0-9])`);
  const [question, prompt, answer] = [start(listOf("questions")), start(listOf("prompts")), start(listOf("answers"))];
  return {
    count(folded) {
      const counts: Partial<Record<Cue, number>> = {};
      for (const [cue, pattern] of patterns) counts[cue] = countPhrases(folded, pattern);
      return counts as CueCounts;
    },
    startsLikePrompt: (folded) => prompt.test(folded),
    startsLikeQuestion: (folded) => question.test(folded),
    startsLikeAnswer: (folded) => answer.test(folded),
  };
}

/** Adds the cues of two sentences. */
export function addCounts(a: CueCounts, b: CueCounts): CueCounts {
  return Object.fromEntries(Object.entries(a).map(([cue, count]) => [cue, count + b[cue as Cue]])) as CueCounts;
}
