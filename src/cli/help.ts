import type { Colours } from "./colours.ts";
import type { Verb } from "./verb.ts";

/** Writes what `errata --help` prints. */
export function overview(verbs: readonly Verb[], { bold }: Colours): string {
  const rows = verbs.map(({ name, operands, summary }): Row => [[name, ...operands].join(" "), summary]);
  return `Makes the failures of an HTTP API part of its contract.

${bold("Usage")}
  errata <command> [flags]

${bold("Commands")}
${table(rows)}

${bold("Flags")}
${table([
  ["-h, --help", "what a command takes, with examples: errata export --help"],
  ["-v, --version", "the version of errata"],
])}

${bold("Exit codes")}
${table(exitCodes)}
`;
}

/** Writes what `errata <verb> --help` prints. */
export function usageOf({ name, operands, summary, flags, examples }: Verb, { bold }: Colours): string {
  const rows = Object.entries(flags).map(([long, { short, value, help }]): Row => {
    const names = `${short === undefined ? "    " : `-${short}, `}--${long}`;
    return [value === undefined ? names : `${names} <${value}>`, help];
  });
  return `${summary}

${bold("Usage")}
  errata ${[name, ...operands].join(" ")} [flags]

${bold("Flags")}
${table([...rows, ["-h, --help", "this text"]])}

${bold("Examples")}
${examples.map((example) => `  ${example}`).join("\n")}

${bold("Exit codes")}
${table(exitCodes)}
`;
}

type Row = readonly [name: string, text: string];

const exitCodes: readonly Row[] = [
  ["0", "done"],
  ["1", "failed: a broken contract, a file that cannot be read or written, or one that --check finds out of date"],
  ["2", "the command line was not understood"],
];

function table(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join("\n");
}
