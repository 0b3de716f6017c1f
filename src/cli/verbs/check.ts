import { watch } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  builtInRules,
  type CheckFinding,
  type CheckOptions,
  type CheckRule,
  type CheckSeverity,
  type CheckWaiver,
  checkContract,
  checkPortfolio,
  type PresetName,
  presets,
} from "../../check/index.ts";
import type { AnyContract } from "../../contract/index.ts";
import {
  applyChanges,
  contractFlags,
  isPage,
  type LocateMember,
  locatorOf,
  readDraft,
  readPage,
  readWaivers,
} from "../files/index.ts";
import { type Finding, type FindingReport, reportFlags, writeReport } from "../report/index.ts";
import { CommandError, type Invocation, type Terminal, UsageError, type Verb } from "../verb.ts";
import { driftFindings, linkFindings } from "./page-findings.ts";

/** `errata check`: checks the quality of contracts by rules. */
export const check: Verb = {
  flags: {
    preset: {
      type: "string",
      value: "name",
      help: `${Object.keys(presets).join(", ")}; the default is recommended, and import for pages`,
    },
    rules: { type: "string", value: "module", help: "module whose exports are rules of your own" },
    severity: {
      type: "string",
      value: "rule=severity",
      help: "error, warning, note or off; several rules with commas",
    },
    waivers: {
      type: "string",
      value: "file",
      help: "YAML or JSON list of accepted findings: rule, subject, reason, expires",
    },
    against: {
      type: "string",
      value: "page",
      help: "page that documents the codes, or URL of the errata.json of a running API, to find where they differ",
    },
    links: {
      type: "boolean",
      help: "read the page of every code, and report those that are missing or do not name the code",
    },
    "fail-on": { type: "string", value: "severity", help: "error (default), warning or never" },
    fix: { type: "boolean", help: "make the changes that need no decision, in YAML and JSON files" },
    watch: { type: "boolean", help: "check again whenever a file changes, until interrupted" },
    ...reportFlags,
    ...contractFlags,
  },
  examples: [
    "errata check errata.yaml --preset strict --fix",
    "errata check services/*/errata.yaml --waivers waivers.yaml --format github     # for CI",
    "errata check errata.yaml --against https://docs.example.com/errors",
    "errata check https://docs.example.com/errors",
    "errata check errata.yaml --links",
    "errata check errata.yaml --severity operation-summary=off,docs-missing=error",
  ],
  async run(invocation, terminal) {
    const failOn = readFailOn(invocation);
    const options = await readOptions(invocation);
    if (invocation.flags.watch === true) {
      await watchFiles(invocation.operands, () => runOnce(invocation, options, terminal), terminal);
      return;
    }
    const findings = await runOnce(invocation, options, terminal);
    const failed = findings.filter(({ severity, waived }) => waived === undefined && failOn.includes(severity));
    if (failed.length > 0)
      throw new CommandError(
        failed.length === 1
          ? "1 finding to fix. Fix it, or accept it with --waivers and a reason."
          : `${failed.length} findings to fix. Fix them, or accept them with --waivers and a reason.`,
      );
  },
};

async function runOnce(invocation: Invocation, options: CheckOptions, terminal: Terminal): Promise<readonly Finding[]> {
  const { waivers = [], preset = "recommended" } = options;
  const contracts: AnyContract[] = [];
  const findings: Finding[] = [];
  const unused = new Set(waivers);
  const { against, links, fix: isFixing } = invocation.flags;
  if (typeof against === "string" && invocation.operands.length > 1)
    throw new UsageError("--against compares one contract with its page. Check the contracts one by one.");
  for (const file of invocation.operands) {
    const { contract, open, locate } = await readOperand(invocation, file, terminal);
    contracts.push(contract);
    const { findings: found, unusedWaivers } = checkContract(contract, options);
    for (const waiver of waivers) if (!unusedWaivers.includes(waiver)) unused.delete(waiver);
    if (isFixing === true) await fix(file, found, terminal);
    findings.push(...open.map((code) => openFinding(code, contract, invocation, preset, locate)));
    findings.push(...found.map((finding) => describe(finding, contract, invocation.operands.length > 1, locate)));
    if (links === true) findings.push(...(await linkFindings(contract, terminal, locate)));
    if (typeof against === "string") findings.push(...(await driftFindings(contract, against, terminal, locate)));
  }
  findings.push(...checkPortfolio(contracts).map(({ code, api, text }) => portfolioFinding(code, api, text)));
  for (const waiver of unused)
    terminal.stderr.write(`errata: the waiver of ${nameOf(waiver)} covers nothing. Remove or renew it.\n`);
  writeReport(reportOf(contracts, findings), invocation, terminal);
  return findings;
}

interface Operand {
  readonly contract: AnyContract;
  readonly open: readonly string[];
  readonly locate: LocateMember;
}

/** Reads a contract, or a page as one. */
async function readOperand(invocation: Invocation, file: string, { stderr, colours }: Terminal): Promise<Operand> {
  if (await isPage(file)) return await readPage(file, (line) => stderr.write(`${colours.dim(`${line}.`)}\n`));
  return { ...(await readDraft(invocation, file)), locate: await locatorOf(file) };
}

function nameOf({ rule, subject }: CheckWaiver): string {
  return subject === undefined ? rule : `${rule} for ${subject}`;
}

async function fix(file: string, findings: readonly CheckFinding[], terminal: Terminal): Promise<void> {
  const changes = findings.flatMap(({ change, waived }) =>
    change === undefined || waived !== undefined ? [] : [change],
  );
  if (changes.length === 0) return;
  const count = await applyChanges(file, changes);
  const result =
    count === undefined
      ? "can be changed by hand only, because it is not YAML or JSON"
      : `was changed in ${count} ${count === 1 ? "place" : "places"}. Check it again`;
  terminal.stderr.write(`errata: ${file} ${result}.\n`);
}

function describe(
  { rule, severity, subject, path, text, waived }: CheckFinding,
  { name }: AnyContract,
  isPortfolio: boolean,
  locate: LocateMember,
): Finding {
  return {
    rule: rule.id,
    severity,
    subject: isPortfolio ? `${name} ${subject}` : subject,
    text,
    why: `${rule.why} (${rule.source})`,
    fix: rule.fix,
    waived,
    location: locate(path),
  };
}

/** Reports a status that `errata adopt` left open. It is a warning for references that are being imported. */
function openFinding(
  code: string,
  { name }: AnyContract,
  { operands }: Invocation,
  preset: PresetName,
  locate: LocateMember,
): Finding {
  return {
    rule: "status-open",
    severity: preset === "import" ? "warning" : "error",
    subject: operands.length > 1 ? `${name} ${code}` : code,
    text: "The status is open, because the reference does not state it, or states several.",
    why: "A client that does not know the code decides by its status. Nothing but errata check loads the contract until it is set.",
    fix: "Cause the error once, and write the status of the response.",
    location: locate(["errors", code, "status"]),
  };
}

function portfolioFinding(code: string, api: string, text: string): Finding {
  const why = "Callers of both APIs handle the code once, and wrongly for one of them. (CAMARA Commonalities #316)";
  return {
    rule: "portfolio-meaning",
    severity: "warning",
    subject: `${api} ${code}`,
    text,
    why,
    fix: "Use one meaning, or two codes.",
  };
}

function reportOf(contracts: readonly AnyContract[], findings: readonly Finding[]): FindingReport {
  const count = (severity: CheckSeverity): number =>
    findings.filter((finding) => finding.severity === severity && finding.waived === undefined).length;
  const waived = findings.filter((finding) => finding.waived !== undefined).length;
  const names = contracts.map(({ name, version }) => `${name} ${version}`).join(", ");
  const codes = contracts.reduce((sum, contract) => sum + contract.codes.length, 0);
  const counts = [
    plural(count("error"), "error"),
    plural(count("warning"), "warning"),
    ...(count("note") === 0 ? [] : [plural(count("note"), "note")]),
  ];
  return {
    tool: "errata check",
    summary: `${names}: ${plural(codes, "code")}, ${counts.join(", ")}${waived === 0 ? "" : `, ${waived} waived`}.`,
    findings,
    titles: { error: "Errors", warning: "Warnings", note: "Notes" },
  };
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

const failing: Readonly<Record<string, readonly CheckSeverity[]>> = {
  error: ["error"],
  warning: ["error", "warning"],
  never: [],
};

function readFailOn({ flags: { "fail-on": name = "error" } }: Invocation): readonly CheckSeverity[] {
  const severities = typeof name === "string" && Object.hasOwn(failing, name) ? failing[name] : undefined;
  if (severities === undefined)
    throw new UsageError(`expected error, warning or never after --fail-on, received "${String(name).slice(0, 40)}".`);
  return severities;
}

async function readOptions({ flags, operands }: Invocation): Promise<CheckOptions> {
  const arePages = (await Promise.all(operands.map(isPage))).every((answer) => answer);
  const { preset = arePages ? "import" : "recommended", rules: module, severity, waivers } = flags;
  if (typeof preset !== "string" || !Object.hasOwn(presets, preset))
    throw new UsageError(
      `expected a preset (${Object.keys(presets).join(", ")}), received "${String(preset).slice(0, 40)}".`,
    );
  const rules = typeof module === "string" ? await importRules(module) : [];
  const known = new Set([...builtInRules, ...presets[preset as PresetName].rules, ...rules].map(({ id }) => id));
  const isRule = (name: string): name is string => known.has(name);
  return {
    preset: preset as PresetName,
    rules,
    severities: typeof severity === "string" ? readSeverities(severity, isRule) : {},
    waivers: typeof waivers === "string" ? await readWaivers(waivers, isRule) : [],
  };
}

function readSeverities(text: string, isRule: (name: string) => boolean): NonNullable<CheckOptions["severities"]> {
  const pairs = text.split(",").map((pair) => {
    const [rule = "", severity = ""] = pair.trim().split("=");
    if (!isRule(rule))
      throw new UsageError(`--severity names no rule: "${rule.slice(0, 60)}". See docs/check.md for the rules.`);
    if (!["error", "warning", "note", "off"].includes(severity))
      throw new UsageError(`expected error, warning, note or off for ${rule}, received "${severity.slice(0, 40)}".`);
    return [rule, severity as CheckSeverity | "off"] as const;
  });
  return Object.fromEntries(pairs);
}

async function importRules(module: string): Promise<readonly CheckRule[]> {
  const exports: Readonly<Record<string, unknown>> = await import(pathToFileURL(resolve(module)).href).catch(
    (error: Error) => {
      throw new CommandError(
        `${module} cannot be imported: ${error.message.split("\n", 1)[0]}. Export rules of the type CheckRule.`,
      );
    },
  );
  const rules = Object.values(exports).flat().filter(isCheckRule);
  if (rules.length === 0)
    throw new CommandError(`${module} exports no rule. Export objects of the type CheckRule from errata/check.`);
  return rules;
}

function isCheckRule(value: unknown): value is CheckRule {
  if (typeof value !== "object" || value === null) return false;
  const { id, severity, check: test } = value as Partial<CheckRule>;
  return typeof id === "string" && typeof severity === "string" && typeof test === "function";
}

/** Runs a job now, and again after each change of a file, until the process is interrupted. Failures are printed. */
async function watchFiles(files: readonly string[], job: () => Promise<unknown>, { stderr }: Terminal): Promise<void> {
  const attempt = async (): Promise<void> => {
    await job().catch((error: Error) => stderr.write(`errata: ${error.message}\n`));
    stderr.write("errata: waiting for a change of the file.\n");
  };
  let running = attempt();
  let isQueued = false;
  const again = (): void => {
    if (isQueued) return;
    isQueued = true;
    running = running.then(() => {
      isQueued = false;
      return attempt();
    });
  };
  await new Promise<void>((_, reject) => {
    // The folder, because editors replace a file instead of writing to it.
    for (const file of files)
      watch(dirname(resolve(file)), (_event, name) => {
        if (name === basename(file)) again();
      }).on("error", reject);
  });
}
