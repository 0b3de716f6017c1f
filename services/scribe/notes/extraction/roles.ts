import type { CueCounts } from "./cues.ts";
import { fold, phrases } from "./phrases.ts";

/** The role of a speaker. */
export type Role = "patient" | "clinician" | "unknown";

const patients = phrases(
  "patient*|patientin|client|mother|father|mom|mum|dad|parent|caregiver|carer|wife|husband|daughter|son|pt|p|mutter|vater|angehorige*|ehefrau|ehemann|tochter|sohn|mere|pere|epouse|mari|paciente|madre|padre|esposa|marido|hija|hijo",
);
const clinicians = phrases(
  "doctor|doc|dr|physician|clinician|nurse|therapist|provider|gp|md|surgeon|dentist|consultant|paramedic|midwife|pharmacist|optometrist|resident|intern|dietitian|d|arzt|arztin|hausarzt|hausarztin|doktor|pfleger*|hebamme|sanitater*|apotheker*|schwester|therapeut*|docteur|medecin|infirmier*|sage-femme|pharmacien*|chirurgien*|medico|medica|doctora|enfermer*|dra|matrona|farmaceutic*|cirujan*",
);

/** Derives the role from the caller's name for a speaker. A relative of the patient speaks for the patient. */
export function roleOf(speaker = ""): Role {
  const name = fold(speaker);
  // "Patient's doctor" is rarer than "Nurse of the patient", and both are clinicians.
  if (name.search(clinicians) >= 0) return "clinician";
  return name.search(patients) >= 0 ? "patient" : "unknown";
}

/** Returns a function that replaces the caller's names for speakers, which can be names of people, by roles or numbers. */
export function speakerLabels(): (speaker: string | undefined) => string {
  const numbers = new Map<string, number>();
  return (speaker = "") => {
    const role = roleOf(speaker);
    if (role !== "unknown") return role === "patient" ? "Patient" : "Doctor";
    const number = numbers.get(speaker) ?? numbers.size + 1;
    numbers.set(speaker, number);
    return speaker === "" ? "Speaker" : `Speaker ${number}`;
  };
}

/** Rates whether the patient (above 0) or the clinician (below 0) says a sentence. */
export function patientEvidence(counts: CueCounts, isQuestion: boolean): number {
  const { secondPerson, symptoms, bodyParts, plan, emergency, referral, findings, assessment } = counts;
  // "I think she has diabetes" names a diagnosis, while "she has a cough" reports for another.
  const isDiagnosis = assessment > 0 && counts.diagnoses > 0 && symptoms === 0;
  const firstPerson = counts.firstPerson + (isQuestion || isDiagnosis ? 0 : counts.reported);
  const asksAboutOther = isQuestion && (firstPerson === 0 || secondPerson > 0);
  const patient = firstPerson + (firstPerson > 0 ? (symptoms + bodyParts) / 2 : 0);
  const clinician =
    Number(asksAboutOther) * 1.5 +
    (secondPerson + plan + assessment + counts.future) / 2 +
    (emergency + referral + findings + counts.measurements);
  return patient - clinician;
}

/** Converts evidence to a role; small differences decide nothing. */
export function roleFrom(evidence: number): Role {
  if (evidence >= 0.5) return "patient";
  return evidence <= -0.5 ? "clinician" : "unknown";
}
