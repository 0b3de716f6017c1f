import { requireContract } from "../../contract/faults/arguments.ts";
import { type OptionTypes, requireOptions } from "../../contract/faults/options.ts";
import type { AnyContract } from "../../contract/index.ts";
import type { Change } from "./change.ts";
import { compareBodies } from "./compare-bodies.ts";
import { compareCodes, findRenames } from "./compare-codes.ts";
import { compareEntries } from "./compare-entries.ts";
import { compareOperations } from "./compare-operations.ts";
import { compareSettings } from "./compare-settings.ts";
import type { DiffRuleName } from "./rule-name.ts";
import type { Verdict } from "./rules.ts";
import { type Bump, compareVersions, requiredBump } from "./version-policy.ts";

/** Accepts a change that a rule reports. */
export interface DiffWaiver {
  /** Name of the rule. */
  readonly rule: DiffRuleName;
  /** Name of the code, operation, limit or language. @default every subject */
  readonly subject?: string;
  /** Why the change is accepted, as one sentence. */
  readonly reason: string;
  /** Last date `YYYY-MM-DD` on which the waiver applies. @default it never expires */
  readonly expires?: string;
}

/** Options of `diffContracts`. */
export interface DiffOptions {
  /** Verdicts that replace those of the rules; `off` drops a rule's changes. @default the rules' own */
  readonly verdicts?: Readonly<Partial<Record<DiffRuleName, Verdict | "off">>>;
  /** Changes that are accepted. @default none */
  readonly waivers?: readonly DiffWaiver[];
  /** Date `YYYY-MM-DD` that decides whether sunsets and waivers have expired. @default today, in UTC */
  readonly today?: string;
}

/** The name and the version of a compared contract. */
export interface ContractVersion {
  /** Name of the API. */
  readonly name: string;
  /** Version of the contract. */
  readonly version: string;
}

/** The result of a comparison. */
export interface ContractDiff {
  /** The version that callers know. */
  readonly before: ContractVersion;
  /** The version that replaces it. */
  readonly after: ContractVersion;
  /** Every change: breaking ones first, then risky ones, then safe ones. */
  readonly changes: readonly Change[];
  /** The worst verdict of a change that no waiver covers; undefined when there is none. */
  readonly verdict: Verdict | undefined;
  /** The part of the version that the changes require to be raised. */
  readonly bump: Bump;
  /** Waivers that cover no change, because they have expired or are no longer needed. */
  readonly unusedWaivers: readonly DiffWaiver[];
}

/**
 * Compares two versions of a contract, and classifies every change by its effect on callers. The bodies that are sent
 * are compared too, not only the declarations.
 *
 * @param before the version that callers know
 * @param after the version that replaces it
 * @throws ContractError when an envelope of one of them is broken
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { diffContracts } from "errata/check";
 *
 * const late = { kind: "not_found", when: "No order has the id.", message: "Not found." } as const;
 * const before = contract({ name: "shop", version: "1.0.0", errors: { LATE: late } });
 * const after = contract({ name: "shop", version: "1.1.0", errors: { LATE: { ...late, status: 410 } } });
 * diffContracts(before, after).changes[0]?.text; // "The status changes from 404 to 410. …"
 * ```
 */
export function diffContracts(before: AnyContract, after: AnyContract, options: DiffOptions = {}): ContractDiff {
  for (const contract of [before, after]) requireContract("diffContracts", contract);
  requireOptions("diffContracts", options, {
    verdicts: "object",
    waivers: "list",
    today: "string",
  } satisfies OptionTypes<DiffOptions>);
  const { verdicts = {}, waivers = [], today = new Date().toISOString().slice(0, 10) } = options;
  const renames = findRenames(before, after);
  const used = new Set<DiffWaiver>();
  const judge = (found: readonly Change[]): readonly Change[] =>
    found.flatMap((change): readonly Change[] => {
      const verdict = verdicts[change.rule] ?? change.verdict;
      if (verdict === "off") return [];
      const waiver = waivers.find((candidate) => covers(candidate, change, today));
      if (waiver !== undefined) used.add(waiver);
      return [{ ...change, verdict, ...(waiver === undefined ? {} : { waived: waiver.reason }) }];
    });
  const found = judge([
    ...compareCodes(before, after, renames, today),
    ...commonEntries(before, after),
    ...compareOperations(before, after, renames),
    ...compareBodies(before, after),
    ...compareSettings(before, after, renames),
  ]);
  const bump = requiredBump(found);
  const changes = [...found, ...judge(compareVersions(before, after, bump))];
  return {
    before: { name: before.name, version: before.version },
    after: { name: after.name, version: after.version },
    changes: ranks.flatMap((rank) => changes.filter(({ verdict }) => verdict === rank)),
    verdict: ranks.find((rank) => changes.some(({ verdict, waived }) => verdict === rank && waived === undefined)),
    bump,
    unusedWaivers: waivers.filter((waiver) => !used.has(waiver)),
  };
}

/** Every verdict, the worst first. */
const ranks: readonly Verdict[] = ["breaking", "risky", "safe"];

function commonEntries(before: AnyContract, after: AnyContract): readonly Change[] {
  return [...before.entries.values()].flatMap((entry) => {
    const now = after.entries.get(entry.code);
    return now === undefined ? [] : compareEntries(entry, now);
  });
}

function covers({ rule, subject, expires }: DiffWaiver, change: Change, today: string): boolean {
  if (rule !== change.rule || (subject !== undefined && subject !== change.subject.name)) return false;
  return expires === undefined || today <= expires;
}
