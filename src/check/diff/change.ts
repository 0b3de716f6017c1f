import type { DiffRuleName } from "./rule-name.ts";
import { diffRules, type Verdict } from "./rules.ts";

/** The part of a contract that a change concerns. */
export interface ChangeSubject {
  /** The kind of part. */
  readonly type: "code" | "operation" | "limit" | "envelope" | "language" | "contract";
  /** The code, the operation (`METHOD /path`), the limit or the language; the contract's name for the rest. */
  readonly name: string;
}

/** One difference between two versions of a contract, in the terms of its callers. */
export interface Change {
  /** Name of the rule, from `diffRules`. */
  readonly rule: DiffRuleName;
  /** The effect on callers. */
  readonly verdict: Verdict;
  /** The part that changed. */
  readonly subject: ChangeSubject;
  /** The change as a caller sees it, as one or two sentences in Markdown. */
  readonly text: string;
  /** An alternative for the API's authors; absent for safe changes. @default undefined */
  readonly fix?: string;
  /** Why the change was accepted, if a waiver covers it. It no longer counts. @default undefined */
  readonly waived?: string;
}

/** Creates a change. The verdict and the fix default to the rule's. */
export function change(
  rule: DiffRuleName,
  subject: ChangeSubject,
  text: string,
  {
    verdict = diffRules[rule].verdict,
    fix = diffRules[rule].fix,
  }: { verdict?: Verdict; fix?: string | undefined } = {},
): Change {
  return { rule, verdict, subject, text, ...(verdict === "safe" || fix === undefined ? {} : { fix }) };
}

/** Shows a name or value as code in Markdown. */
export function asCode(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  return `\`${text.length > 60 ? `${text.slice(0, 59)}…` : text}\``;
}
