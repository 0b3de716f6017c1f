import type { Section } from "../accounts/template.ts";

/** The role of a speaker, derived from the name. */
export type Role = "patient" | "clinician" | "unknown";

/** Phrases that indicate the section of a sentence. */
export const cues: Readonly<Record<Section, readonly RegExp[]>> = {
  subjective: [
    /\b(?:complains?|reports?|reported|describes?|denies|mentions?|states)\b/gi,
    /\b(?:pain|ache|aches|hurts?|sore|nausea|dizzy|dizziness|tired|fatigue|cough|coughing|fever|headaches?|itch\w*|numb\w*|swollen|rash)\b/gi,
    /\b(?:since|started|began|ago|worse|for the (?:last|past)|for \w+ (?:days|weeks|months|years))\b/gi,
    /\bI(?:'m| am|'ve| have| had| feel| felt| can't| cannot| noticed| take| took| get)\b/g,
    /\b(?:allerg\w+|smokes?|history of|family history)\b/gi,
  ],
  objective: [
    /\b(?:blood pressure|BP|pulse|heart rate|temperature|respiratory rate|oxygen|saturation|SpO2|weight|BMI)\b/gi,
    /\b(?:on examination|exam|examination|auscultation|palpation|inspection|tenderness|reflexes|range of motion)\b/gi,
    /\b(?:x-?ray|CT|MRI|ECG|EKG|ultrasound|lab|labs|laboratory|test results?|blood count|urine|culture)\b/g,
    /\b\d{2,3}\s?(?:\/|over)\s?\d{2,3}\b/gi,
    /\d\s?(?:mmHg|bpm|kg|cm|°C|°F|degrees|percent|%)/gi,
    /\b(?:lungs|heart|abdomen|throat|chest|ears?|skin|pupils) (?:are|is|sounds?|looks?|appears?)\b/gi,
  ],
  assessment: [
    /\b(?:diagnos\w+|impression|assessment|differential)\b/gi,
    /\b(?:likely|probably|suspect\w*|suggests?|consistent with|indicates?|appears to be|looks like|seems to be)\b/gi,
    /\b(?:rule out|ruled out|no sign of|no evidence of|stable|controlled|uncontrolled|improving|worsening)\b/gi,
    /\bI(?: think|'m thinking| believe) (?:it|this|that|you|we)\b/gi,
  ],
  plan: [
    /\b(?:prescrib\w+|prescription|refer|referral|recommend\w*|advise|schedule|order(?:ed|ing)?|arrange)\b/gi,
    /\b(?:follow[- ]?up|come back|return|see you|next (?:week|month|visit)|in (?:two|three|four|six|\d+) (?:days|weeks|months))\b/gi,
    /\b\d+\s?(?:mg|milligrams?|ml|tablets?|drops)\b/gi,
    /\b(?:once|twice|three times) (?:a day|daily|a week)\b/gi,
    /\b(?:start|continue|stop|increase|reduce|take|use|apply|rest|drink|avoid|monitor|keep)\b/gi,
    /\b(?:we'll|we will|I'll|I will|let's|you should|please)\b/gi,
  ],
};

/** Added to a sentence's score per role: patients report complaints; clinicians measure, assess and plan. */
export const roleScores: Readonly<Record<Role, Readonly<Record<Section, number>>>> = {
  patient: { subjective: 1.5, objective: -1.5, assessment: -1.5, plan: -1 },
  clinician: { subjective: -0.5, objective: 0.5, assessment: 0.5, plan: 0.5 },
  unknown: { subjective: 0, objective: 0, assessment: 0, plan: 0 },
};

/** Derives the role from the caller's name for a speaker. */
export function roleOf(speaker = ""): Role {
  if (/\b(?:patient|client|mother|father|parent|caregiver|pt)\b/i.test(speaker)) return "patient";
  if (/\b(?:doctor|dr|physician|clinician|nurse|therapist|provider|gp|md|surgeon|dentist)\b/i.test(speaker))
    return "clinician";
  return "unknown";
}
