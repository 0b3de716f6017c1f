import type { Adoption, AdoptOptions, OpenStatus, SourceText, Traffic } from "../../adopt/index.ts";
import { parseError } from "../../client/index.ts";
import { adoptTexts, readSources, readTrafficFile } from "../files/index.ts";
import { openOutput, outputFlags } from "../output.ts";
import { askStatuses, formatAdoption, progressOn, type ReportLength } from "../report/index.ts";
import { type Invocation, type Terminal, UsageError, type Verb } from "../verb.ts";

/** `errata adopt`: turns an existing error reference into a contract. */
export const adopt: Verb = {
  flags: {
    ...outputFlags,
    name: { type: "string", value: "name", help: "name of the API; the default is the title of the page" },
    repo: {
      type: "boolean",
      help: "read the folder, by default this one, and propose a code for each error that several handlers send without one",
    },
    har: { type: "string", value: "file", help: "recorded exchanges in HAR, as browsers and proxies export them" },
    traffic: {
      type: "string",
      value: "file",
      help: "recorded exchanges, one on each line as JSON: {request: {method, url}, response: {status, headers, body}}",
    },
    report: {
      type: "boolean",
      help: "print the open statuses, the names that were left out and what was not understood; of many, a summary",
    },
    all: { type: "boolean", help: "print a report with every name" },
    json: { type: "boolean", help: "print the report as JSON" },
    "no-input": { type: "boolean", help: "ask no questions; pipes never ask" },
    yes: { type: "boolean", short: "y", help: "the same as --no-input" },
  },
  examples: [
    "errata adopt docs/errors -o errata.yaml --report",
    "errata adopt https://docs.example.com/errors -o errata.yaml",
    "errata adopt --repo . -o errata.yaml --report",
    "errata adopt docs/errors --har recorded.har -o errata.yaml",
    "pbpaste | errata adopt - -o errata.yaml",
  ],
  async run(invocation, terminal) {
    const write = openOutput(invocation, terminal);
    const traffic = await readTraffic(invocation);
    const [source = invocation.flags.repo === true ? "." : undefined] = invocation.operands;
    if (source === undefined && traffic === undefined)
      throw new UsageError(
        "expected a file, folder, URL or -, or recorded exchanges after --har, received nothing. Run errata adopt --help.",
      );
    const report = (text: string): void => void terminal.stderr.write(`${terminal.colours.dim(`${text}.`)}\n`);
    const sources = source === undefined ? [] : await readSources(source, report);
    const options = { ...readOptions(invocation), ...(traffic === undefined ? {} : { traffic }) };
    const adopted = await adoptTexts(sources, { ...options, onProgress: progressOn(terminal, sources.length) });
    const statuses = await ask(adopted.open, invocation, terminal);
    const decided = Object.keys(statuses).length === 0 ? adopted : await adoptTexts(sources, { ...options, statuses });
    await write(decided.yaml);
    const text = formatAdoption(decided, lengthOf(invocation)) + nextOf(invocation);
    terminal.stderr.write(invocation.flags.json === true ? `${JSON.stringify(dataOf(decided), null, 2)}\n` : text);
  },
};

function readOptions({ flags: { name, repo } }: Invocation): AdoptOptions {
  const proposeCodes = repo === true;
  if (name === undefined) return { proposeCodes };
  if (typeof name !== "string" || name.trim() === "")
    throw new UsageError('expected the name of the API after --name, received "".');
  return { name, proposeCodes };
}

async function readTraffic({ flags }: Invocation): Promise<Traffic | undefined> {
  const files: SourceText[] = [];
  for (const name of ["har", "traffic"]) {
    const file = flags[name];
    if (file === "") throw new UsageError(`expected a file after --${name}, received "".`);
    if (typeof file === "string") files.push({ file, text: await readTrafficFile(file) });
  }
  return files.length === 0 ? undefined : { files, parse: parseError };
}

/** Returns the statuses that a person decides. Nothing is asked in a pipe, or if the sources come from standard input. */
async function ask(
  open: readonly OpenStatus[],
  { flags, operands }: Invocation,
  { stderr }: Terminal,
): Promise<Readonly<Record<string, number>>> {
  const isTerminal = process.stdin.isTTY === true && (stderr as Partial<NodeJS.WriteStream>).isTTY === true;
  if (!isTerminal || operands[0] === "-" || flags["no-input"] === true || flags.yes === true) return {};
  return await askStatuses(open, { input: process.stdin, output: stderr });
}

function dataOf({ yaml: _, bodies: __, ...report }: Adoption): object {
  return report;
}

function lengthOf({ flags: { report, all } }: Invocation): ReportLength {
  if (all === true) return "all";
  return report === true ? "summary" : "none";
}

/** Returns the command to continue with. */
function nextOf({ flags: { output = "-" } }: Invocation): string {
  return typeof output === "string" && output !== "-" ? `Next: errata check ${output} --preset import\n` : "";
}
