import type { Colours } from "./colours.ts";
import type { Verb } from "./verb.ts";

/** Returns the text of `errata --help`. */
export function overview(verbs: readonly Verb[], { bold }: Colours): string {
  const rows = verbs.map(({ name, operands, summary }): Row => [[name, ...operands].join(" "), summary]);
  return `Makes an HTTP API's failures part of its contract.

${bold("Usage")}
  errata <command> [flags]

${bold("Commands")}
${table(rows)}

${bold("Flags")}
${table([
  ["-h, --help", "show help; after a command, its flags and more examples"],
  ["-v, --version", "show the version of errata"],
])}

${bold("Examples")}
${verbs.map(({ examples: [first = ""] }) => `  ${first}`).join("\n")}

${bold("Exit codes")}
${table(exitCodes)}
`;
}

/** Returns the text of `errata <command> --help`. */
export function usageOf({ name, operands, summary, flags, examples }: Verb, { bold }: Colours): string {
  const rows = Object.entries(flags).map(([long, { short, value, help }]): Row => {
    const names = `${short === undefined ? "    " : `-${short}, `}--${long}`;
    return [value === undefined ? names : `${names} <${value}>`, help];
  });
  return `${summary}

${bold("Usage")}
  errata ${[name, ...operands].join(" ")} [flags]

${bold("Flags")}
${table([...rows, ["-h, --help", "show this help"]])}

${bold("Examples")}
${examples.map((example) => `  ${example}`).join("\n")}

${bold("Exit codes")}
${table(exitCodes)}
`;
}

type Row = readonly [name: string, text: string];

const exitCodes: readonly Row[] = [
  ["0", "success"],
  ["1", "failure: the contract has faults, a file cannot be read or written, or the command found what it checks for"],
  ["2", "invalid usage: an unknown command or flag, or a missing operand"],
];

function table(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join("\n");
}
