/**
 * Phrases of one language, folded and separated by `|`; `*` stands for any ending. Each member indicates what a sentence
 * is about.
 */
export interface Lexicon {
  readonly name: string;
  /** The most frequent words of the language, which identify it. */
  readonly functionWords: string;
  /** Beginnings of questions that a transcript may write without a question mark. */
  readonly questions: string;
  /** Beginnings of requests to describe something. */
  readonly prompts: string;
  /** Short answers, which need their question to be understood. */
  readonly answers: string;
  readonly negations: string;
  /** The speaker talks about themselves. */
  readonly firstPerson: string;
  /** The speaker reports what another person has or does. In questions, the same words can address the listener. */
  readonly reported: string;
  /** The speaker talks to the listener. */
  readonly secondPerson: string;
  readonly symptoms: string;
  readonly bodyParts: string;
  /** Beginning, duration and course. */
  readonly onset: string;
  /** Past illnesses, habits, family and other background. */
  readonly history: string;
  readonly medication: string;
  readonly allergies: string;
  /** Pain that spreads. */
  readonly radiation: string;
  /** Measurements, examination and results of tests. */
  readonly findings: string;
  readonly assessment: string;
  /** Illnesses: history if patients name them, otherwise assessment. */
  readonly diagnoses: string;
  readonly plan: string;
  /** Tests, which belong to the plan if they are announced, otherwise to the findings. */
  readonly tests: string;
  /** Announcements, which are part of the plan together with other cues. */
  readonly future: string;
  /** Advice for emergencies, and when to seek help. */
  readonly emergency: string;
  readonly referral: string;
  /** Sentences about the visit or the world rather than about health. */
  readonly smallTalk: string;
}
