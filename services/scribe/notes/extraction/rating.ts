import type { Section } from "../../accounts/template.ts";
import { placeholder } from "./names.ts";
import { fold } from "./phrases.ts";
import type { Statement } from "./statements.ts";

/** Whether a statement is about health rather than small talk. @param isConsultation whether an earlier one is */
export function isRelevant({ text, counts, role, isAnswer, isAnamnesis }: Statement, isConsultation: boolean): boolean {
  const { symptoms, medication, drugs, allergies, radiation, emergency, referral, diagnoses, tests, measurements } =
    counts;
  const certain = symptoms + drugs + allergies + emergency + referral + diagnoses + measurements + counts.doses;
  if (certain > 0) return true;
  if (counts.smallTalk > 0) return false;
  // "Am I speaking to [name]?"
  if (isAnswer && text.includes(placeholder) && counts.history === 0) return false;
  // Once a complaint is known, the questions of the clinician are about it.
  if (isAnswer && isAnamnesis && isConsultation) return true;
  const likely = counts.history + medication + counts.findings + counts.assessment + tests;
  const isPatient = role === "patient" || isAnamnesis;
  if (likely > 0 || (isPatient && counts.bodyParts + radiation > 0)) return true;
  if (isPatient) return counts.onset > 0;
  return counts.plan > 0 || radiation + counts.onset > 1;
}

/** Headings of dictated notes. Their sentences belong to one section. */
const headings: Readonly<Record<Section, RegExp>> = {
  subjective:
    /^(?:(?:current )?medications?|meds|allerg\w*|history|pmh|hpi|chief complaint|(?:dauer)?medikation|anamnese|traitement (?:habituel|en cours)|antecedent\w*|medicacion (?:habitual|actual)|subjective)\s?:/,
  objective: /^(?:exam\w*|vitals?|vital signs|labs?|findings?|befund|untersuchung|exploracion|objective|o\/e)\s?:/,
  assessment: /^(?:assessment|impression|diagnos\w+|beurteilung)\s?:/,
  plan: /^(?:plan|therapie|prozedere|procedere|conduite a tenir|recommendations?|tratamiento)\s?:/,
};

/** Rates how well a statement fits each section. */
export function sectionScores({ text, counts, role }: Statement): Readonly<Record<Section, number>> {
  const { firstPerson, drugs, diagnoses, tests, future, measurements } = counts;
  const isClinician = role === "clinician";
  const isDiagnosis = counts.assessment > 0 && diagnoses > 0 && counts.symptoms === 0;
  const isOwn = firstPerson + (isDiagnosis ? 0 : counts.reported) > 0 && !isClinician;
  const folded = fold(text.slice(0, 40));
  const heading = (section: Section): number => (headings[section].test(folded) ? 10 : 0);
  // A clinician who names symptoms can also describe what the examination shows.
  const symptoms = isClinician && counts.findings > 0 ? counts.symptoms / 2 : counts.symptoms;
  const isPlanned = counts.plan + future + counts.referral > 0;
  return {
    subjective:
      heading("subjective") +
      symptoms +
      counts.history +
      counts.allergies * 3 +
      counts.radiation * 1.5 +
      counts.onset +
      firstPerson / 2 +
      (isOwn ? (drugs + counts.medication) * 1.5 + diagnoses : counts.medication / 2) -
      (isClinician ? 0.5 : 0),
    objective:
      heading("objective") +
      (counts.findings > 0 ? counts.symptoms - symptoms : 0) +
      counts.findings * 1.5 +
      measurements * 1.5 +
      (isPlanned ? 0 : tests),
    assessment: heading("assessment") + counts.assessment * 1.25 + (isOwn ? 0 : diagnoses) + (isClinician ? 0.5 : 0),
    plan:
      heading("plan") +
      counts.plan +
      (isPlanned ? future / 2 + tests * 1.5 : 0) +
      counts.emergency * 2 +
      counts.referral * 2 +
      counts.doses / 2 +
      (isOwn ? -1.5 : drugs) +
      (isClinician ? 0.5 : 0),
  };
}

/** Returns the section with the highest score; undefined if none is above 0. The first of equal sections wins. */
export function bestSection(scores: Readonly<Record<Section, number>>): Section | undefined {
  const [first] = (Object.entries(scores) as [Section, number][]).toSorted(([, a], [, b]) => b - a);
  return first !== undefined && first[1] > 0 ? first[0] : undefined;
}

/** A fact that a clinician must not lose. A note keeps one statement of each kind before anything else. */
export type EssentialFact = "emergency" | "referral" | "medication" | "radiation" | "negative";

/** Returns the essential facts of a statement in its section. */
export function essentialFacts(statement: Statement, section: Section): readonly EssentialFact[] {
  const { emergency, referral, radiation, symptoms, bodyParts } = statement.counts;
  // "My GP referred me" and "I was in the emergency room" are history, not advice.
  const isAdvice = section === "plan" || section === "assessment";
  const facts: readonly (readonly [EssentialFact, boolean])[] = [
    ["emergency", isAdvice && emergency > 0],
    ["referral", isAdvice && referral > 0],
    ["medication", hasMedication(statement)],
    ["radiation", radiation > 0 && symptoms + bodyParts > 0],
    ["negative", isNegative(statement, section)],
  ];
  return facts.filter(([, isPresent]) => isPresent).map(([fact]) => fact);
}

/** Rates how much harm it would do if a statement were missing from the note, from 0. */
export function tierOf(statement: Statement, section: Section): number {
  const { allergies, measurements, diagnoses, tests, negations, symptoms, history } = statement.counts;
  if (essentialFacts(statement, section).some((fact) => fact !== "negative")) return 4;
  if (section === "subjective")
    return allergies > 0 ? 3 : isNegative(statement, section) ? 2 : Number(symptoms + history + diagnoses > 0);
  if (section === "plan") return tests > 0 ? 2 : 0;
  const isMain = (section === "objective" ? measurements : diagnoses) > 0;
  return isMain ? 2 : Number(negations > 0);
}

function hasMedication({ counts, isAnamnesis }: Statement): boolean {
  const { allergies, drugs, doses, medication, firstPerson, reported } = counts;
  // "I'm allergic to penicillin" names a drug that nobody takes.
  if (allergies > 0 && medication + doses === 0) return false;
  return drugs + doses > 0 || (medication > 0 && (isAnamnesis || firstPerson + reported > 0));
}

function isNegative({ counts }: Statement, section: Section): boolean {
  const { negations, symptoms, history, medication } = counts;
  if (negations === 0 || section === "assessment") return false;
  return section === "objective" || symptoms + history + medication > 0;
}
