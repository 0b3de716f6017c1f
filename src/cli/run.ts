import { readFile } from "node:fs/promises";
import { ContractError } from "../contract/index.ts";
import { coloursOf } from "./colours.ts";
import { overview, usageOf } from "./help.ts";
import { readFlags } from "./read-flags.ts";
import type { Terminal, Verb } from "./verb.ts";
import { CommandError, UsageError } from "./verb.ts";
import { verbs } from "./verbs.ts";

/** Where the command line prints. */
export interface Streams {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/**
 * Runs one command line.
 *
 * @returns the exit code: 0 done, 1 failed, 2 not understood
 */
export async function run(words: readonly string[], { stdout, stderr }: Streams): Promise<number> {
  const colours = coloursOf(stderr);
  const terminal: Terminal = { stdout, stderr, colours };
  try {
    await dispatch(words, terminal);
    return 0;
  } catch (error) {
    stderr.write(`${colours.bad("errata:")} ${messageOf(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function dispatch(words: readonly string[], terminal: Terminal): Promise<void> {
  const [first, second] = words;
  const help = (): void => void terminal.stdout.write(overview(verbs, coloursOf(terminal.stdout)));
  if (first === "--version" || first === "-v") return void terminal.stdout.write(`${await version()}\n`);
  const verb = verbs.find(({ name }) => name === first || name === `${first} ${second}`);
  if (verb === undefined) {
    if (isHelp(first) || (isGroup(first) && isHelp(second))) return help();
    throw new UsageError(unknownCommand(words));
  }
  const rest = words.slice(verb.name.split(" ").length);
  if (rest.some(isHelp)) return void terminal.stdout.write(usageOf(verb, coloursOf(terminal.stdout)));
  await verb.run(readFlags(verb, rest), terminal);
}

function isHelp(word: string | undefined): boolean {
  return word === "--help" || word === "-h" || word === "help";
}

function isGroup(word: string | undefined): boolean {
  return word !== undefined && verbs.some(({ name }) => name.startsWith(`${word} `));
}

function unknownCommand([first, second]: readonly string[]): string {
  const known = verbs.map(({ name }: Verb) => name).join(", ");
  const received =
    first === undefined ? "nothing" : `"${(isGroup(first) ? [first, second] : [first]).join(" ").trim().slice(0, 80)}"`;
  return `expected a command (${known}), received ${received}. Run errata --help.`;
}

/** What the user can fix is told in words; anything else is our fault, and its stack helps to find it. */
function messageOf(error: unknown): string {
  if (error instanceof UsageError || error instanceof CommandError || error instanceof ContractError)
    return error.message;
  return `this is a fault of errata's own, please report it.\n${error instanceof Error ? error.stack : String(error)}`;
}

async function version(): Promise<string> {
  const { version: own } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
  return own;
}
