import { readFile } from "node:fs/promises";
import { nearest } from "../contract/faults/nearest.ts";
import { coloursOf } from "./colours.ts";
import { overview, usageOf } from "./help.ts";
import { readFlags } from "./read-flags.ts";
import { widthOf } from "./report/index.ts";
import type { Terminal } from "./verb.ts";
import { UsageError } from "./verb.ts";
import { verbs } from "./verbs/index.ts";

/** Output streams of a command line. */
export type Streams = Pick<Terminal, "stdout" | "stderr">;

/**
 * Runs one command line.
 *
 * @returns the exit code: 0 success, 1 failure, 2 invalid usage
 * @throws any other error, which is a bug in errata
 */
export async function run(words: readonly string[], { stdout, stderr }: Streams): Promise<number> {
  const colours = coloursOf(stderr);
  try {
    await dispatch(words, { stdout, stderr, colours });
    return 0;
  } catch (error) {
    // By name, because the class of a contract's faults is loaded only by commands that read contracts.
    const isExpected = error instanceof Error && ["UsageError", "CommandError", "ContractError"].includes(error.name);
    if (!isExpected) throw error;
    stderr.write(`${colours.bad("errata:")} ${error.message}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function dispatch(words: readonly string[], terminal: Terminal): Promise<void> {
  const { stdout } = terminal;
  const print = (text: string): void => void stdout.write(text);
  const style = { colours: coloursOf(stdout), width: widthOf(stdout) };
  const [first, second] = words;
  // `errata help check` is written as often as `errata check --help`.
  if (first === "help" && second !== undefined) return await dispatch([...words.slice(1), "--help"], terminal);
  if (first === undefined) return print(overview(verbs, style));
  if (first === "--version" || first === "-v") return print(`${await version()}\n`);
  const entry = verbs.find(({ name }) => name === first || name === `${first} ${second}`);
  if (entry === undefined) {
    if (!isHelp(first) && !(isGroup(first) && isHelp(second))) throw new UsageError(unknownCommand(words));
    return print(overview(verbs, style));
  }
  const verb = await entry.load();
  const rest = words.slice(entry.name.split(" ").length);
  if (rest.some(isHelp)) return print(usageOf(entry, verb, style));
  await verb.run(readFlags(entry, verb, rest), terminal);
}

function isHelp(word: string | undefined): boolean {
  return word === "--help" || word === "-h" || word === "help";
}

/** Checks whether a word begins the name of a command with several words, such as `generate`. */
function isGroup(word: string | undefined): boolean {
  return word !== undefined && verbs.some(({ name }) => name.startsWith(`${word} `));
}

function unknownCommand([first, second]: readonly string[]): string {
  const known = verbs.map(({ name }) => name).join(", ");
  const words = isGroup(first) ? [first, second] : [first];
  const received = `"${words.join(" ").trim().slice(0, 80)}"`;
  const similar =
    synonyms.get(first) ??
    nearest(
      words.join(" ").trim(),
      verbs.map(({ name }) => name),
    );
  const advice = similar === undefined ? "Run errata --help." : `Did you mean errata ${similar}?`;
  return `expected a command (${known}), received ${received}. ${advice}`;
}

/** Commands by the words that similar programs use for them. */
const synonyms: ReadonlyMap<string | undefined, string> = new Map([
  ...["lint", "validate", "verify"].map((word) => [word, "check"] as const),
  ...["import", "convert"].map((word) => [word, "adopt"] as const),
  ...["compare", "changelog"].map((word) => [word, "diff"] as const),
  ...["docs", "doc", "build"].map((word) => [word, "reference"] as const),
  ...["client", "types"].map((word) => [word, "generate client"] as const),
  ...["new", "create", "start"].map((word) => [word, "init"] as const),
  ["logs", "tail"],
]);

async function version(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
  return (manifest as { readonly version: string }).version;
}
