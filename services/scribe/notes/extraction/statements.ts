import { addCounts, type CueCounts } from "./cues.ts";
import { placeholder } from "./names.ts";
import type { Role } from "./roles.ts";
import { endSentence, type Sentence } from "./sentences.ts";

/** A sentence, or an answer with its question: the unit that a note selects. */
export interface Statement {
  readonly text: string;
  readonly counts: CueCounts;
  readonly role: Role;
  /** The clinician asked, and the patient answered. */
  readonly isAnamnesis: boolean;
  /** It is an answer with its question. */
  readonly isAnswer: boolean;
  readonly words: readonly string[];
}

/** Number of questions in a row that one answer may refer to. */
const maxQuestions = 3;
/** An answer with fewer words than this needs its question. */
const minWords = 5;

/** Joins short answers with their questions, and omits questions that were not answered or whose answer says everything. */
export function toStatements(sentences: readonly Sentence[]): readonly Statement[] {
  const statements: Statement[] = [];
  for (let index = 0; index < sentences.length; ) {
    const sentence = sentences[index] as Sentence;
    if (!sentence.isQuestion) {
      const isAnamnesis = isAboutOwnDrugs(sentences[index - 1], sentence);
      statements.push({ ...sentence, isAnamnesis, isAnswer: false });
      index += 1;
      continue;
    }
    // "How are you?" is a greeting; its answer may say more.
    if ((sentence.counts.smallTalk > 0 || sentence.text.includes(placeholder)) && !isClear(sentence)) {
      index += 1;
      continue;
    }
    const questions = takeWhile(
      sentences,
      index,
      maxQuestions,
      (next) => isSameUtterance(next, sentence) && next.isQuestion,
    );
    index += questions.length;
    const answers = answersAt(sentences, index, sentence);
    index += answers.length;
    if (answers.length > 0) statements.push(join(questions, answers));
  }
  return statements;
}

function answersAt(sentences: readonly Sentence[], index: number, question: Sentence): readonly Sentence[] {
  const first = sentences[index];
  if (first === undefined || first.isQuestion) return [];
  // A transcript without speakers can be one utterance.
  if (isSameUtterance(first, question) && !first.startsLikeAnswer) return [];
  if (!first.startsLikeAnswer && wordCount(first) >= minWords && isClearAnswer(first)) return [];
  // "Yes. Penicillin."
  const belongs = (next: Sentence): boolean =>
    isSameUtterance(next, first) && !next.isQuestion && wordCount(next) < minWords;
  const more = takeWhile(sentences, index + 1, 2, belongs);
  return [first, ...more];
}

/** Whether a sentence answers a question with names of drugs. Without speakers, "daily" makes it look like a prescription. */
function isAboutOwnDrugs(question: Sentence | undefined, { utterance, role, counts }: Sentence): boolean {
  if (!question?.isQuestion || question.role === "patient" || question.utterance === utterance) return false;
  const isPrescription = role === "clinician" || counts.plan + counts.future > 0;
  return counts.drugs > 0 && (question.counts.medication > 0 || !isPrescription);
}

/** Whether a sentence is understood without its question. */
function isClear({ counts }: Sentence): boolean {
  const { symptoms, medication, drugs, allergies, radiation, history, plan, findings, assessment, emergency } = counts;
  return symptoms + medication + drugs + allergies + radiation + history + plan + findings + assessment + emergency > 0;
}

/** Like `isClear`. What patients say of "twice a day" is no plan, so it needs its question about medication. */
function isClearAnswer(sentence: Sentence): boolean {
  const { symptoms, medication, drugs, allergies, radiation, history } = sentence.counts;
  const isOwn = symptoms + medication + drugs + allergies + radiation + history > 0;
  return isOwn || (sentence.role !== "patient" && isClear(sentence));
}

function join(questions: readonly Sentence[], answers: readonly Sentence[]): Statement {
  const all = [...questions, ...answers];
  const [question, answer] = [questions[0], answers[0]];
  const isOneUtterance = question?.utterance === answer?.utterance;
  const [asker, answerer] = [question?.role ?? "unknown", isOneUtterance ? "unknown" : (answer?.role ?? "unknown")];
  return {
    text: all.map(({ text }) => endSentence(text)).join(" "),
    counts: all.map(({ counts }) => counts).reduce(addCounts),
    role: answerer === "unknown" || answerer === asker ? opposite(asker) : answerer,
    isAnswer: true,
    isAnamnesis: asker !== "patient" && answerer !== "clinician",
    words: all.flatMap(({ words }) => words),
  };
}

function opposite(role: Role): Role {
  if (role === "unknown") return "unknown";
  return role === "patient" ? "clinician" : "patient";
}

function isSameUtterance(a: Sentence, b: Sentence): boolean {
  return a.utterance === b.utterance;
}

function wordCount({ text }: Sentence): number {
  return text.split(" ").length;
}

function takeWhile(
  sentences: readonly Sentence[],
  start: number,
  max: number,
  accepts: (sentence: Sentence) => boolean,
): readonly Sentence[] {
  const taken: Sentence[] = [];
  for (const sentence of sentences.slice(start, start + max)) {
    if (!accepts(sentence)) break;
    taken.push(sentence);
  }
  return taken;
}
