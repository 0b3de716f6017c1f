import type { Colours } from "./colours.ts";

/** One flag of a command. */
export interface Flag {
  readonly type: "string" | "boolean";
  /** One letter, without the hyphen. */
  readonly short?: string;
  /** Placeholder of the value in the help; undefined for flags without a value. */
  readonly value?: string;
  readonly help: string;
}

/** Output streams and colours of a command. */
export interface Terminal {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** Colours of `stderr`. */
  readonly colours: Colours;
}

/** A parsed command line. */
export interface Invocation {
  readonly operands: readonly string[];
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  /** The command line without `--check`, to be typed again. */
  readonly command: string;
}

/** The entry of a command in the help. */
export interface VerbEntry {
  /** One or several words: `generate client`. */
  readonly name: string;
  /** The task under which the help lists it. */
  readonly task: "Start" | "Check" | "Publish" | "Understand";
  /** Placeholders of the operands in the help: `<required>` or `[optional]`. The last one can be repeated if it contains `...`. */
  readonly operands: readonly string[];
  /** The purpose of the command, as one sentence. */
  readonly summary: string;
  /** A command line that works as it is. */
  readonly example: string;
  /** Loads the code of the command. */
  load(): Promise<Verb>;
}

/** The code of a command. */
export interface Verb {
  readonly flags: Readonly<Record<string, Flag>>;
  /** More command lines that work as they are. */
  readonly examples: readonly string[];
  /** @throws UsageError, CommandError or ContractError with a message for the user */
  run(invocation: Invocation, terminal: Terminal): Promise<void>;
}

/** A command line that cannot be understood: exit code 2. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
}

/** A problem that the user can fix, for which a stack would not help: exit code 1. */
export class CommandError extends Error {
  override readonly name: string = "CommandError";
}
