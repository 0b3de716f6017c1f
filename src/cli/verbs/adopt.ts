import { createInterface } from "node:readline/promises";
import type { Adoption, AdoptOptions, OpenStatus, SourceText, Traffic } from "../../adopt/index.ts";
import { parseError } from "../../client/index.ts";
import { adoptTexts, readSources, readTrafficFile } from "../files/index.ts";
import { openOutput, outputFlags } from "../output.ts";
import { type Invocation, type Terminal, UsageError, type Verb } from "../verb.ts";

/** `errata adopt`: turns an existing error reference into a contract. */
export const adopt: Verb = {
  flags: {
    ...outputFlags,
    name: { type: "string", value: "name", help: "name of the API; the default is the title of the page" },
    har: { type: "string", value: "file", help: "recorded exchanges in HAR, as browsers and proxies export them" },
    traffic: {
      type: "string",
      value: "file",
      help: "recorded exchanges, one on each line as JSON: {request: {method, url}, response: {status, headers, body}}",
    },
    report: {
      type: "boolean",
      help: "print every open status, every name that was left out, and what was not understood",
    },
    json: { type: "boolean", help: "print the report as JSON" },
    "no-input": { type: "boolean", help: "ask no questions; pipes never ask" },
    yes: { type: "boolean", short: "y", help: "the same as --no-input" },
  },
  examples: [
    "errata adopt docs/errors -o errata.yaml --report",
    "errata adopt https://docs.example.com/errors -o errata.yaml",
    "errata adopt docs/errors --har recorded.har -o errata.yaml",
    "pbpaste | errata adopt - -o errata.yaml",
  ],
  async run(invocation, terminal) {
    const write = openOutput(invocation, terminal);
    const traffic = await readTraffic(invocation);
    const [source] = invocation.operands;
    if (source === undefined && traffic === undefined)
      throw new UsageError(
        "expected a file, folder, URL or -, or recorded exchanges after --har, received nothing. Run errata adopt --help.",
      );
    const report = (text: string): void => void terminal.stderr.write(`${terminal.colours.dim(`${text}.`)}\n`);
    const sources = source === undefined ? [] : await readSources(source, report);
    const options = { ...readOptions(invocation), ...(traffic === undefined ? {} : { traffic }) };
    const adopted = await adoptTexts(sources, options);
    const statuses = await ask(adopted.open, invocation, terminal);
    const decided = Object.keys(statuses).length === 0 ? adopted : await adoptTexts(sources, { ...options, statuses });
    await write(decided.yaml);
    terminal.stderr.write(
      invocation.flags.json === true ? `${JSON.stringify(dataOf(decided), null, 2)}\n` : reportOf(decided, invocation),
    );
  },
};

function readOptions({ flags: { name } }: Invocation): AdoptOptions {
  if (name === undefined) return {};
  if (typeof name !== "string" || name.trim() === "")
    throw new UsageError('expected the name of the API after --name, received "".');
  return { name };
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

/** Asks for the statuses that only a person can decide. An empty answer leaves one open. */
async function ask(
  open: readonly OpenStatus[],
  { flags, operands }: Invocation,
  { stderr }: Terminal,
): Promise<Readonly<Record<string, number>>> {
  const isInteractive =
    process.stdin.isTTY === true && (stderr as Partial<NodeJS.WriteStream>).isTTY === true && operands[0] !== "-";
  if (!isInteractive || flags["no-input"] === true || flags.yes === true || open.length === 0) return {};
  stderr.write(
    `${open.length} ${open.length === 1 ? "code has" : "codes have"} no certain status. Type one, press Enter to leave it open, or type "end".\n`,
  );
  const lines = createInterface({ input: process.stdin, output: stderr });
  const statuses: Record<string, number> = {};
  try {
    for (const { code, reason } of open) {
      const answer = (await lines.question(`  ${code} (${reason}): `)).trim();
      if (answer === "end") break;
      if (/^[45]\d\d$/.test(answer)) statuses[code] = Number(answer);
      else if (answer !== "")
        stderr.write(`  Left open: expected a status from 400 to 599, received "${answer.slice(0, 20)}".\n`);
    }
  } finally {
    lines.close();
  }
  return statuses;
}

function dataOf({ yaml: _, bodies: __, ...report }: Adoption): object {
  return report;
}

function reportOf({ errors, open, repairs, decoys, unread }: Adoption, { flags }: Invocation): string {
  const summary = [
    `${plural(errors.length, "code")}`,
    open.length === 0 ? "every status is stated" : `${open.length} without a status`,
    ...(decoys.length === 0 ? [] : [`${plural(decoys.length, "name")} left out`]),
    ...(unread.length === 0 ? [] : [`${plural(unread.length, "part")} not understood`]),
  ].join(", ");
  const file = typeof flags.output === "string" && flags.output !== "-" ? flags.output : undefined;
  const next = file === undefined ? "" : `Next: errata check ${file} --preset import\n`;
  if (flags.report !== true)
    return `${summary}.${open.length + decoys.length + unread.length === 0 ? "" : " --report lists them."}\n${next}`;
  const sections = [
    section(
      "Open statuses",
      open.map(({ code, reason, source }) => `${code}: ${reason}  ${at(source)}`),
    ),
    section(
      "Changed, so that the contract loads",
      repairs.map(({ text }) => text),
    ),
    section(
      "Left out",
      decoys.map(({ name, reason, source }) => `${name}: ${reason}  ${at(source)}`),
    ),
    section(
      "Not understood",
      unread.map(({ text, reason, source }) => `${text}: ${reason}  ${at(source)}`),
    ),
  ];
  return `${sections.join("")}${summary}.\n${next}`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0
    ? ""
    : `${title} (${lines.length})\n${lines.map((line) => `  ${line.replaceAll("\n", " ")}\n`).join("")}\n`;
}

function at({ file, line }: { readonly file: string; readonly line: number }): string {
  return `${file}:${line}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
