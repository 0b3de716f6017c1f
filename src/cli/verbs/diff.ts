import { existsSync } from "node:fs";
import {
  type Change,
  type ContractDiff,
  type DiffOptions,
  diffContracts,
  diffRules,
  type Verdict,
} from "../../check/index.ts";
import { addChanges, contractFlags, readContract, readRange, readWaivers, usualNames } from "../files/index.ts";
import { type Finding, type FindingReport, reportFlags, type Severity, writeReport } from "../report/index.ts";
import { CommandError, type Invocation, UsageError, type Verb } from "../verb.ts";

/** `errata diff`: classifies the changes between two versions of a contract by their effect on callers. */
export const diff: Verb = {
  flags: {
    ...reportFlags,
    "fail-on": { type: "string", value: "verdict", help: "breaking (default), risky or never" },
    treat: { type: "string", value: "rule=verdict", help: "breaking, risky, safe or off; several rules with commas" },
    waivers: {
      type: "string",
      value: "file",
      help: "YAML or JSON list of accepted changes: rule, subject, reason, expires",
    },
    changelog: {
      type: "string",
      value: "file",
      help: "JSON file to which the changes are added, for errata reference --changes",
    },
    ...contractFlags,
  },
  examples: [
    "errata diff main..HEAD src/contract.ts",
    "errata diff https://api.example.com/.well-known/errata.json errata.yaml --format markdown",
    "errata diff main:errata.yaml errata.yaml --waivers waivers.yaml --format github     # for CI",
    "errata diff v1.4.0:errata.json errata.json --changelog changes.json",
  ],
  async run(invocation, terminal) {
    const [before, after] = await operandsOf(invocation);
    if (before === "-" && after === "-")
      throw new UsageError("only one of the contracts can be read from standard input.");
    const failOn = readFailOn(invocation);
    const options = await readOptions(invocation);
    const [old, now] = [await readContract(invocation, before), await readContract(invocation, after)];
    const result = diffContracts(old, now, options);
    writeReport(reportOf(result), invocation, terminal);
    for (const { rule, subject } of result.unusedWaivers)
      terminal.stderr.write(
        `errata: the waiver of ${rule}${subject === undefined ? "" : ` for ${subject}`} covers no change. Remove or renew it.\n`,
      );
    if (typeof invocation.flags.changelog === "string") await addChanges(invocation.flags.changelog, result);
    if (result.verdict !== undefined && failOn.includes(result.verdict)) throw new CommandError(failureText(result));
  },
};

/** Returns the two contracts: both operands, or those of a range of revisions. */
async function operandsOf({ operands: [first = "", second] }: Invocation): Promise<readonly [string, string]> {
  const file = second ?? usualNames.find((name) => existsSync(name));
  const range = await readRange(first, file ?? "");
  if (range !== undefined && file !== undefined) return [range.before, range.after];
  if (range !== undefined)
    throw new UsageError(
      `expected the file of the contract after ${first}, because this folder has none of ${usualNames.join(", ")}.`,
    );
  if (second === undefined) throw new UsageError("expected [after|file], received nothing. Run errata diff --help.");
  // `main errata.yaml` stands for `main:errata.yaml errata.yaml`: contracts have an extension.
  const isRevision = /^[\w@][\w/@~^-]*$/.test(first) && !existsSync(first) && existsSync(second);
  return isRevision ? [`${first}:${second}`, second] : [first, second];
}

const failing: Readonly<Record<string, readonly Verdict[]>> = {
  breaking: ["breaking"],
  risky: ["breaking", "risky"],
  never: [],
};

function readFailOn({ flags: { "fail-on": name = "breaking" } }: Invocation): readonly Verdict[] {
  const verdicts = typeof name === "string" && Object.hasOwn(failing, name) ? failing[name] : undefined;
  if (verdicts === undefined)
    throw new UsageError(`expected breaking, risky or never after --fail-on, received "${String(name).slice(0, 40)}".`);
  return verdicts;
}

async function readOptions({ flags: { treat, waivers } }: Invocation): Promise<DiffOptions> {
  return {
    verdicts: typeof treat === "string" ? readVerdicts(treat) : {},
    waivers: typeof waivers === "string" ? await readWaivers(waivers, isRule) : [],
  };
}

function isRule(name: string): name is Change["rule"] {
  return Object.hasOwn(diffRules, name);
}

function readVerdicts(text: string): NonNullable<DiffOptions["verdicts"]> {
  const pairs = text.split(",").map((pair) => {
    const [rule = "", verdict = ""] = pair.trim().split("=");
    if (!isRule(rule))
      throw new UsageError(
        `--treat names no rule of errata diff: "${rule.slice(0, 60)}". See docs/diff.md for the rules.`,
      );
    if (!["breaking", "risky", "safe", "off"].includes(verdict))
      throw new UsageError(`expected breaking, risky, safe or off for ${rule}, received "${verdict.slice(0, 40)}".`);
    return [rule, verdict as Verdict | "off"] as const;
  });
  return Object.fromEntries(pairs);
}

const severities: Readonly<Record<Verdict, Severity>> = { breaking: "error", risky: "warning", safe: "note" };

function reportOf(result: ContractDiff): FindingReport {
  return {
    tool: "errata diff",
    summary: summaryText(result),
    findings: result.changes.map(findingOf),
    titles: { error: "Breaking", warning: "Risky", note: "Safe" },
  };
}

function findingOf({ rule, verdict, subject, text, fix, waived }: Change): Finding {
  return {
    rule,
    severity: severities[verdict],
    subject: subject.type === "envelope" ? "envelope" : subject.name,
    text,
    why: diffRules[rule].why,
    fix,
    waived,
  };
}

function summaryText({ before, after, changes, bump }: ContractDiff): string {
  const names = `${before.name} ${before.version} to ${after.name === before.name ? "" : `${after.name} `}${after.version}`;
  if (changes.length === 0) return `${names}: no change.`;
  const counts = (["breaking", "risky", "safe"] as const).map(
    (verdict) =>
      `${changes.filter((change) => change.verdict === verdict && change.waived === undefined).length} ${verdict}`,
  );
  const waived = changes.filter((change) => change.waived !== undefined).length;
  const needs = bump === "none" ? "" : ` The changes need a new ${bump} version.`;
  return `${names}: ${counts.join(", ")}${waived === 0 ? "" : `, ${waived} waived`}.${needs}`;
}

function failureText({ changes, verdict }: ContractDiff): string {
  const count = changes.filter((change) => change.verdict === verdict && change.waived === undefined).length;
  return count === 1
    ? `1 ${verdict} change. Fix it, or accept it with --waivers and a reason.`
    : `${count} ${verdict} changes. Fix them, or accept them with --waivers and a reason.`;
}
