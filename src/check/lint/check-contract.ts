import { requireContract, requireValue } from "../../contract/faults/arguments.ts";
import { type OptionTypes, requireOptions } from "../../contract/faults/options.ts";
import type { AnyContract } from "../../contract/index.ts";
import { type PresetName, presets } from "./presets.ts";
import type { CheckRule, CheckSeverity, Fix } from "./rule.ts";
import { builtInRules } from "./rules/index.ts";

/** Accepts the findings of a rule. */
export interface CheckWaiver {
  /** Id of the rule. */
  readonly rule: string;
  /** The code, the operation or the member that it covers. @default every finding of the rule */
  readonly subject?: string;
  /** Why the finding is accepted, as one sentence. */
  readonly reason: string;
  /** Last date `YYYY-MM-DD` on which the waiver applies. @default it never expires */
  readonly expires?: string;
}

/** Options of `checkContract`. */
export interface CheckOptions {
  /** The set of rules. @default "recommended" */
  readonly preset?: PresetName;
  /** Rules of your own. @default none */
  readonly rules?: readonly CheckRule[];
  /** Severities that replace those of the preset, by rule; `off` drops a rule's findings. @default none */
  readonly severities?: Readonly<Record<string, CheckSeverity | "off">>;
  /** Findings that are accepted. @default none */
  readonly waivers?: readonly CheckWaiver[];
  /** Date `YYYY-MM-DD` that decides whether sunsets and waivers have passed. @default today, in UTC */
  readonly today?: string;
}

/** One finding of a rule. */
export interface CheckFinding {
  /** The rule that found it. */
  readonly rule: CheckRule;
  /** How much it matters, with the preset and the options applied. */
  readonly severity: CheckSeverity;
  /** The code or the operation that it concerns; otherwise the member of the definition. */
  readonly subject: string;
  /** Path of the member within the definition. */
  readonly path: readonly (string | number)[];
  /** The finding, as one sentence in Markdown. */
  readonly text: string;
  /** The change that removes it; undefined if a person decides. */
  readonly change?: Fix | undefined;
  /** Why it was accepted; undefined if no waiver covers it. */
  readonly waived?: string | undefined;
}

/** The result of a check. */
export interface CheckResult {
  /** Every finding: errors first, then warnings, then notes. */
  readonly findings: readonly CheckFinding[];
  /** Waivers that cover no finding, because they have expired or are no longer needed. */
  readonly unusedWaivers: readonly CheckWaiver[];
}

/**
 * Checks the quality of a contract: names, statuses, retries, texts, details, envelopes, operations, versions.
 *
 * @throws ContractError when an envelope is broken
 * @throws RangeError when two rules have one id
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { checkContract } from "errata/check";
 *
 * const errors = { HTTP_404: { kind: "not_found", when: "No order has the id.", message: "Not found." } } as const;
 * const { findings } = checkContract(contract({ name: "shop", version: "1.0.0", errors }));
 * findings[0]?.text; // "The name contains the status 404."
 * ```
 */
export function checkContract(contract: AnyContract, options: CheckOptions = {}): CheckResult {
  requireContract("checkContract", contract);
  requireOptions("checkContract", options, optionTypes);
  const { severities = {}, waivers = [], today = new Date().toISOString().slice(0, 10) } = options;
  const preset = presets[options.preset ?? "recommended"];
  const used = new Set<CheckWaiver>();
  const found = rulesOf(options).flatMap((rule): readonly CheckFinding[] => {
    const severity = severities[rule.id] ?? preset.severityOf(rule);
    if (severity === "off") return [];
    return rule.check(contract, { today }).map(({ text, path = [], fix }) => {
      const subject = subjectOf(path);
      const waiver = waivers.find((candidate) => covers(candidate, rule.id, subject, today));
      if (waiver !== undefined) used.add(waiver);
      return { rule, severity, subject, path, text, change: fix, waived: waiver?.reason };
    });
  });
  return {
    findings: (["error", "warning", "note"] as const).flatMap((rank) =>
      found.filter(({ severity }) => severity === rank),
    ),
    unusedWaivers: waivers.filter((waiver) => !used.has(waiver)),
  };
}

/** Returns every rule that options select, the built-in ones first. @throws RangeError when two rules have one id */
function rulesOf({ preset = "recommended", rules = [] }: CheckOptions): readonly CheckRule[] {
  const all = [...builtInRules, ...presets[preset].rules, ...rules];
  const seen = new Set<string>();
  for (const { id } of all) {
    if (seen.has(id))
      throw new RangeError(`Expected every rule to have an id of its own, received "${id}" twice. Rename one.`);
    seen.add(id);
  }
  return all;
}

/**
 * Checks several contracts of one organisation: a code that they share must mean the same everywhere.
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { checkPortfolio } from "errata/check";
 *
 * const gone = { kind: "not_found", when: "No order has the id.", message: "Gone." } as const;
 * const one = contract({ name: "one", version: "1.0.0", errors: { GONE: gone } });
 * const two = contract({ name: "two", version: "1.0.0", errors: { GONE: { ...gone, status: 410 } } });
 * checkPortfolio([one, two])[0]?.code; // "GONE"
 * ```
 */
export function checkPortfolio(contracts: readonly AnyContract[]): readonly PortfolioConflict[] {
  requireValue("checkPortfolio: contracts", contracts, "list");
  for (const contract of contracts) requireContract("checkPortfolio", contract);
  const first = new Map<string, { readonly api: string; readonly kind: string; readonly status: number }>();
  const conflicts: PortfolioConflict[] = [];
  for (const { name, entries } of contracts)
    for (const { code, kind, status, condition } of entries.values()) {
      const other = first.get(code);
      if (condition !== undefined) continue;
      if (other === undefined) first.set(code, { api: name, kind, status });
      else if (other.kind !== kind || other.status !== status)
        conflicts.push({
          code,
          api: name,
          other: other.api,
          text: `\`${code}\` is ${kind} with status ${status} in ${name}, and ${other.kind} with status ${other.status} in ${other.api}.`,
        });
    }
  return conflicts;
}

/** A code that two contracts use for different errors. */
export interface PortfolioConflict {
  /** The code. */
  readonly code: string;
  /** Name of the contract that differs. */
  readonly api: string;
  /** Name of the contract that declared the code first. */
  readonly other: string;
  /** The conflict, as one sentence in Markdown. */
  readonly text: string;
}

function subjectOf([first, second, third]: readonly (string | number)[]): string {
  if (first === "errors" || first === "operations") return String(second ?? first);
  if (first === "locales") return String(third ?? second ?? first);
  return String(first ?? "contract");
}

function covers({ rule, subject, expires }: CheckWaiver, id: string, found: string, today: string): boolean {
  if (rule !== id || (subject !== undefined && subject !== found)) return false;
  return expires === undefined || today <= expires;
}

const optionTypes: OptionTypes<CheckOptions> = {
  preset: Object.keys(presets),
  rules: "list",
  severities: "object",
  waivers: "list",
  today: "string",
};
