import { parseArgs } from "node:util";
import type { Invocation, Verb } from "./verb.ts";
import { UsageError } from "./verb.ts";

/** Sorts the words that follow a verb. @throws UsageError for a flag or an operand that the verb does not take */
export function readFlags(verb: Verb, words: readonly string[]): Invocation {
  const { values, positionals } = parse(verb, words);
  const [missing] = verb.operands.slice(positionals.length);
  if (missing !== undefined) throw refuse(verb, `expected ${missing}, received nothing`);
  const extra = positionals[verb.operands.length];
  if (extra !== undefined) throw refuse(verb, `expected nothing after ${positionals[0]}, received ${quoted(extra)}`);
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
    // Node adds advice on positionals that no verb of ours needs.
    const [sentence = error.message] = error.message.split(/\.(?: |$)/, 1);
    throw refuse(verb, sentence.charAt(0).toLowerCase() + sentence.slice(1), error);
  }
}

function refuse(verb: Verb, fault: string, cause?: unknown): UsageError {
  const options = cause === undefined ? undefined : { cause };
  return new UsageError(`${fault.slice(0, 200)}. Run errata ${verb.name} --help.`, options);
}

function quoted(word: string): string {
  return `"${word.slice(0, 80)}"`;
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
