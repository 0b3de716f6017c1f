import { mkdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Flag, Invocation, Terminal } from "./verb.ts";
import { CommandError, UsageError } from "./verb.ts";

/** The flags of every verb that makes one file. */
export const outputFlags: Readonly<Record<"output" | "check", Flag>> = {
  output: {
    type: "string",
    short: "o",
    value: "file",
    help: "where to write; - is standard output, which is the default",
  },
  check: { type: "boolean", help: "write nothing; fail when the file is not what would be written" },
};

/** Writes, prints or compares a text, as the flags said. */
export type PutOut = (text: string) => Promise<void>;

/**
 * Reads where the output goes, before any work is done for it. A file is old or new at any time, and never half of one.
 *
 * @throws UsageError for flags that do not go together
 */
export function outputOf({ flags, command }: Invocation, terminal: Terminal): PutOut {
  const { output: file = "-", check } = flags;
  if (typeof file !== "string" || file === "") throw new UsageError('expected a file after -o, received "".');
  if (file === "-" && check) throw new UsageError("--check compares a file: name it with -o.");
  if (file === "-") return async (text) => void terminal.stdout.write(text);
  const say = (text: string): void => void terminal.stderr.write(`${terminal.colours.dim(text)}\n`);
  return async (text) => {
    const found = await current(file);
    if (found === text) return say(`${file} is up to date.`);
    if (check) {
      const state = found === undefined ? "does not exist" : "is out of date";
      throw new CommandError(`${file} ${state}. Run: ${command}`);
    }
    await write(file, text);
    say(`${found === undefined ? "Wrote" : "Updated"} ${file}.`);
  };
}

/** Reads what the file holds now, with the line ends that we write; undefined where there is none. */
async function current(file: string): Promise<string | undefined> {
  try {
    if ((await stat(file)).isDirectory())
      throw new CommandError(
        `expected a file, received the directory ${file}. Name a file in it: -o ${join(file, "…")}`,
      );
    return (await readFile(file, "utf8")).replaceAll("\r\n", "\n");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error instanceof CommandError ? error : unusable(file, error);
  }
}

async function write(file: string, text: string): Promise<void> {
  let temporary: string | undefined;
  try {
    // A link is followed, so that the file it leads to is the one that changes.
    const target = await realpath(file).catch(() => resolve(file));
    await mkdir(dirname(target), { recursive: true });
    temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
    const mode = await stat(target).then(
      (stats) => stats.mode & 0o777,
      () => 0o666,
    );
    await writeFile(temporary, text, { mode });
    await rename(temporary, target);
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { force: true });
    throw unusable(file, error);
  }
}

function unusable(file: string, cause: unknown): CommandError {
  const reason = codeOf(cause) ?? (cause instanceof Error ? cause.message : String(cause));
  return new CommandError(
    `expected a file that can be read and written, received ${file} (${reason}). Check its path and its rights.`,
    { cause },
  );
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
