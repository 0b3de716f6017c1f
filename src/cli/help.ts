import type { Colours } from "./colours.ts";
import { wrap } from "./report/index.ts";
import type { Verb, VerbEntry } from "./verb.ts";

/** How a text is printed: its colours, and the width of its lines. */
export interface HelpStyle {
  readonly colours: Colours;
  readonly width: number;
}

/** Returns the text of `errata --help`. */
export function overview(verbs: readonly VerbEntry[], { colours: { bold }, width }: HelpStyle): string {
  const names = Math.max(...verbs.map(({ name }) => name.length));
  const groups = [...new Set(verbs.map(({ task }) => task))].map((task) => {
    const rows = verbs.filter((verb) => verb.task === task).map(({ name, summary }): Row => [name, summary]);
    return `${bold(task)}\n${table(rows, width, names)}`;
  });
  const flags: readonly Row[] = [
    ["-h, --help", "show help; after a command, its operands, flags and more examples"],
    ["-v, --version", "show the version of errata"],
  ];
  return `${wrap("Makes an HTTP API's failures part of its contract.", "", width).join("\n")}

${bold("Usage")}
  errata <command> [flags]

${groups.join("\n\n")}

${bold("Flags")}
${table(flags, width)}

${bold("Examples")}
${verbs.map(({ example }) => `  ${example}`).join("\n")}

${bold("Exit codes")}
${table(exitCodes, width)}
`;
}

/** Returns the text of `errata <command> --help`. */
export function usageOf(entry: VerbEntry, { flags, examples }: Verb, { colours: { bold }, width }: HelpStyle): string {
  const rows = Object.entries(flags).map(([long, { short, value, help }]): Row => {
    const names = `${short === undefined ? "    " : `-${short}, `}--${long}`;
    return [value === undefined ? names : `${names} <${value}>`, help];
  });
  return `${wrap(entry.summary, "", width).join("\n")}

${bold("Usage")}
  errata ${[entry.name, ...entry.operands].join(" ")} [flags]

${bold("Flags")}
${table([...rows, ["-h, --help", "show this help"]], width)}

${bold("Examples")}
${[entry.example, ...examples].map((example) => `  ${example}`).join("\n")}

${bold("Exit codes")}
${table(exitCodes, width)}
`;
}

type Row = readonly [name: string, text: string];

const exitCodes: readonly Row[] = [
  ["0", "success"],
  ["1", "failure: the contract has faults, a file cannot be read or written, or the command found what it checks for"],
  ["2", "invalid usage: an unknown command or flag, or a missing operand"],
];

/** Writes names and texts side by side, or below each other if the texts would have less than half of the width. */
function table(rows: readonly Row[], width: number, names = Math.max(...rows.map(([name]) => name.length))): string {
  const column = names + 4;
  if (column * 2 > width)
    return rows.map(([name, text]) => [`  ${name.trim()}`, ...wrap(text, "      ", width)].join("\n")).join("\n");
  return rows
    .map(([name, text]) => {
      const [first = "", ...more] = wrap(text, " ".repeat(column), width);
      return [`  ${name.padEnd(names)}  ${first.trimStart()}`, ...more].join("\n");
    })
    .join("\n");
}
