import type { Colours } from "./colours.ts";

/** One flag of a verb. */
export interface Flag {
  readonly type: "string" | "boolean";
  readonly short?: string;
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly help: string;
}

/** Where a verb prints. */
export interface Terminal {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly colours: Colours;
}

/** The words of a command line, sorted. */
export interface Invocation {
  readonly operands: readonly string[];
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  /** The command as it would be typed again, without `--check`. */
  readonly command: string;
}

/** One command. */
export interface Verb {
  /** Its words: `generate client`. */
  readonly name: string;
  /** What stands for the operands in the help. */
  readonly operands: readonly string[];
  readonly summary: string;
  readonly flags: Readonly<Record<string, Flag>>;
  readonly examples: readonly string[];
  /** @throws Error with a message for the user */
  run(invocation: Invocation, terminal: Terminal): Promise<void>;
}

/** A command line that cannot be understood: exit code 2. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
}

/** Something that the user has to fix, and whose stack would tell nothing: exit code 1. */
export class CommandError extends Error {
  override readonly name: string = "CommandError";
}
