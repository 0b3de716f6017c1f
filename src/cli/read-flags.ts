import { parseArgs } from "node:util";
import { nearest } from "../contract/faults/nearest.ts";
import type { Invocation, Verb, VerbEntry } from "./verb.ts";
import { UsageError } from "./verb.ts";

/** Parses the words after a command. @throws UsageError for an unknown flag, and for a missing or extra operand */
export function readFlags(entry: VerbEntry, verb: Verb, words: readonly string[]): Invocation {
  const { values, positionals } = parse(entry, verb, words);
  const [missing] = entry.operands.slice(positionals.length).filter((operand) => !operand.startsWith("["));
  if (missing !== undefined) throw usageError(entry, `expected ${missing}, received nothing`);
  const isVariadic = entry.operands.at(-1)?.includes("...") === true;
  const extra = isVariadic ? undefined : positionals[entry.operands.length];
  if (extra !== undefined)
    throw usageError(entry, `expected nothing after ${positionals[0]}, received "${extra.slice(0, 80)}"`);
  const command = ["errata", entry.name, ...words.filter((word) => word !== "--check").map(shellWord)].join(" ");
  return { operands: positionals, flags: values as Invocation["flags"], command };
}

function parse(entry: VerbEntry, verb: Verb, words: readonly string[]): ReturnType<typeof parseArgs> {
  const options = Object.fromEntries(
    Object.entries(verb.flags).map(([name, { type, short }]) => [
      name,
      short === undefined ? { type } : { type, short },
    ]),
  );
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
    // Node appends advice about positional arguments, which does not apply to errata's commands.
    const [sentence = error.message] = error.message.split(/\.(?: |$)/, 1);
    const unknown = /'--?([\w-]+)'/.exec(sentence)?.[1] ?? "";
    const similar = nearest(unknown, [...Object.keys(verb.flags), "help"]);
    const problem = sentence.charAt(0).toLowerCase() + sentence.slice(1);
    if (similar !== undefined && similar !== unknown)
      throw new UsageError(`${problem}. Did you mean --${similar}?`, { cause: error });
    throw usageError(entry, problem, error);
  }
}

function usageError(entry: VerbEntry, problem: string, cause?: unknown): UsageError {
  const options = cause === undefined ? undefined : { cause };
  return new UsageError(`${problem.slice(0, 200)}. Run errata ${entry.name} --help.`, options);
}

/** Quotes a word for a POSIX shell if it needs quotes. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
