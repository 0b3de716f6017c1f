/** How much a finding matters: an error fails the command, a warning and a note do not. */
export type Severity = "error" | "warning" | "note";

/** Something that a command found in a contract. */
export interface Finding {
  /** Name of the rule. */
  readonly rule: string;
  readonly severity: Severity;
  /** The code, operation or other part of the contract that it concerns. */
  readonly subject: string;
  /** The finding as one or two sentences in Markdown. */
  readonly text: string;
  /** Why it matters, as one sentence. */
  readonly why: string;
  /** How to fix it. @default undefined: there is nothing to do */
  readonly fix?: string | undefined;
  /** Why it was accepted, if a waiver covers it. @default undefined */
  readonly waived?: string | undefined;
  /** Where it is. @default undefined: not in a file */
  readonly location?: FindingLocation | undefined;
}

/** A position in a file. */
export interface FindingLocation {
  /** Path of the file, relative to the working directory. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Text of the line. */
  readonly source: string;
}

/** The findings of one run. */
export interface FindingReport {
  /** Name of the command that ran: `errata diff`. */
  readonly tool: string;
  /** The result as one sentence. */
  readonly summary: string;
  /** Every finding, the most severe first. */
  readonly findings: readonly Finding[];
  /** Title of each severity in texts: "Breaking", "Risky", "Safe". */
  readonly titles: Readonly<Record<Severity, string>>;
}
