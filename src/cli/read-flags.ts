import { parseArgs } from "node:util";
import type { Invocation, Verb } from "./verb.ts";
import { UsageError } from "./verb.ts";

/** Parses the words after a command. @throws UsageError for an unknown flag, and for a missing or extra operand */
export function readFlags(verb: Verb, words: readonly string[]): Invocation {
  const { values, positionals } = parse(verb, words);
  const [missing] = verb.operands.slice(positionals.length);
  if (missing !== undefined) throw usageError(verb, `expected ${missing}, received nothing`);
  const isVariadic = verb.operands.at(-1)?.includes("...") === true;
  const extra = isVariadic ? undefined : positionals[verb.operands.length];
  if (extra !== undefined)
    throw usageError(verb, `expected nothing after ${positionals[0]}, received "${extra.slice(0, 80)}"`);
  const command = ["errata", verb.name, ...words.filter((word) => word !== "--check").map(shellWord)].join(" ");
  return { operands: positionals, flags: values as Invocation["flags"], command };
}

function parse(verb: Verb, words: readonly string[]): ReturnType<typeof parseArgs> {
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
    throw usageError(verb, sentence.charAt(0).toLowerCase() + sentence.slice(1), error);
  }
}

function usageError(verb: Verb, problem: string, cause?: unknown): UsageError {
  const options = cause === undefined ? undefined : { cause };
  return new UsageError(`${problem.slice(0, 200)}. Run errata ${verb.name} --help.`, options);
}

/** Quotes a word for a POSIX shell if it needs quotes. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
