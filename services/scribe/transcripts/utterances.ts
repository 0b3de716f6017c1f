import type { TranscriptContent } from "./transcript.ts";

/** One statement of a speaker. */
export interface Utterance {
  /** The caller's name for the speaker; undefined if unknown. */
  readonly speaker: string | undefined;
  readonly text: string;
}

/** Roles that may stand before any statement, also within a line. */
const roles =
  "doctor|doc|dr|physician|clinician|nurse|therapist|gp|patient|client|mother|father|mom|dad|parent|caregiver|arzt|ärztin|patientin|mutter|vater|pfleger|docteur|médecin|medecin|infirmière|infirmier|mère|père|médico|medico|médica|medica|doctora?|paciente|enfermera|enfermero|madre|padre|speaker \\d{1,2}|sprecher \\d{1,2}|locuteur \\d{1,2}|hablante \\d{1,2}|[dp]";
// The space before a role must not contain a line break, or many of them would take quadratic time.
const inlineRole = new RegExp(`(?<=^|[.!?…"”)\\]–—-]\\s|\\n)[^\\S\\n]*(?=(?:${roles})\\s?:\\s)`, "giu");

/** Headings that look like a speaker. */
const headings =
  /^(?:impression|assessment|plan|diagnos\p{L}*|medications?|meds|medikation|medikamente|allerg\p{L}*|history|anamnese|findings?|befund|results?|vitals?|vital signs|blood pressure|bp|pulse|heart rate|temperature|temp|weight|spo2|o2|note|notes|important|remember|exam\p{L}*|labs?|ecg|ekg|x-?ray|mri|ct|symptoms?|therapie|treatment|traitement|examen|diagnostic|tratamiento|recommendations?|follow[- ]?up|chief complaint|hpi|ros|subjective|objective|s|o|blutdruck|puls|temperatur|tension|presión|tensión)$/iu;

const label =
  /^[\s>*_•-]*(?:\[?\(?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?\)?\]?\s*[-–]?\s*)?[[(*_]*(\p{L}[\p{L}\p{N} .,'’_-]{0,40}?(?:\s?\([^()]{1,30}\))?)[\])*_]*\s?:[*_]*\s+(.*)$/u;

/** Lists the statements of a transcript in order. In a text, a statement may start with its speaker: `Doctor: …`. */
export function utterances({ text = "", segments }: TranscriptContent): readonly Utterance[] {
  if (segments !== undefined) return segments.map(({ speaker, text: statement }) => ({ speaker, text: statement }));
  return text
    .replace(inlineRole, "\n")
    .split(/\r?\n/)
    .flatMap((line) => {
      const [, speaker, rest = line] = label.exec(line.slice(0, 100)) ?? [];
      const isHeading = speaker === undefined || headings.test(speaker) || speaker.split(/\s+/).length > 4;
      const statement = isHeading ? line.trim() : `${rest}${line.slice(100)}`.trim();
      return statement === "" ? [] : [{ speaker: isHeading ? undefined : speaker, text: statement }];
    });
}
