import type { Colours } from "./colours.ts";
import type { Verb, VerbEntry } from "./verb.ts";

/** Returns the text of `errata --help`. */
export function overview(verbs: readonly VerbEntry[], { bold }: Colours): string {
  const width = Math.max(...verbs.map((verb) => usage(verb).length));
  const groups = [...new Set(verbs.map(({ task }) => task))].map((task) => {
    const rows = verbs.filter((verb) => verb.task === task).map((verb): Row => [usage(verb), verb.summary]);
    return `${bold(task)}\n${table(rows, width)}`;
  });
  return `Makes an HTTP API's failures part of its contract.

${bold("Usage")}
  errata <command> [flags]

${groups.join("\n\n")}

${bold("Flags")}
${table([
  ["-h, --help", "show help; after a command, its flags and more examples"],
  ["-v, --version", "show the version of errata"],
])}

${bold("Examples")}
${verbs.map(({ example }) => `  ${example}`).join("\n")}

${bold("Exit codes")}
${table(exitCodes)}
`;
}

/** Returns the text of `errata <command> --help`. */
export function usageOf(entry: VerbEntry, { flags, examples }: Verb, { bold }: Colours): string {
  const rows = Object.entries(flags).map(([long, { short, value, help }]): Row => {
    const names = `${short === undefined ? "    " : `-${short}, `}--${long}`;
    return [value === undefined ? names : `${names} <${value}>`, help];
  });
  return `${entry.summary}

${bold("Usage")}
  errata ${usage(entry)} [flags]

${bold("Flags")}
${table([...rows, ["-h, --help", "show this help"]])}

${bold("Examples")}
${[entry.example, ...examples].map((example) => `  ${example}`).join("\n")}

${bold("Exit codes")}
${table(exitCodes)}
`;
}

function usage({ name, operands }: VerbEntry): string {
  return [name, ...operands].join(" ");
}

type Row = readonly [name: string, text: string];

const exitCodes: readonly Row[] = [
  ["0", "success"],
  ["1", "failure: the contract has faults, a file cannot be read or written, or the command found what it checks for"],
  ["2", "invalid usage: an unknown command or flag, or a missing operand"],
];

function table(rows: readonly Row[], width = Math.max(...rows.map(([name]) => name.length))): string {
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join("\n");
}
