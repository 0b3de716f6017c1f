import { mkdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Flag, Invocation, Terminal } from "./verb.ts";
import { CommandError, UsageError } from "./verb.ts";

/** Flags of every command that writes one file. */
export const outputFlags: Readonly<Record<"output" | "check", Flag>> = {
  output: { type: "string", short: "o", value: "file", help: "the file to write; - is standard output, the default" },
  check: { type: "boolean", help: "write nothing, and fail if the file differs from what would be written" },
};

/** Writes, prints or compares a text. */
export type WriteOutput = (text: string) => Promise<void>;

/**
 * Reads the output flags before any work is done. The file is replaced atomically, so that it is never incomplete.
 *
 * @throws UsageError for flags that contradict each other
 */
export function openOutput({ flags, command }: Invocation, terminal: Terminal): WriteOutput {
  const { output: file = "-", check } = flags;
  if (typeof file !== "string" || file === "") throw new UsageError('expected a file after -o, received "".');
  if (file === "-" && check) throw new UsageError("--check compares a file. Name it with -o.");
  if (file === "-") return async (text) => void terminal.stdout.write(text);
  const report = (text: string): void => void terminal.stderr.write(`${terminal.colours.dim(text)}\n`);
  return async (text) => {
    const current = await readCurrent(file);
    if (current === text) return report(`${file} is up to date.`);
    if (check) {
      const state = current === undefined ? "does not exist" : "is out of date";
      throw new CommandError(`${file} ${state}. Run: ${command}`);
    }
    await replaceFile(file, text);
    report(`${current === undefined ? "Wrote" : "Updated"} ${file}.`);
  };
}

/** Returns the file's text with the line endings that we write; undefined if there is no such file. */
async function readCurrent(file: string): Promise<string | undefined> {
  try {
    if ((await stat(file)).isDirectory())
      throw new CommandError(
        `expected a file, received the directory ${file}. Name a file in it: -o ${join(file, "…")}`,
      );
    return (await readFile(file, "utf8")).replaceAll("\r\n", "\n");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error instanceof CommandError ? error : fileError(file, error);
  }
}

/** Replaces a file atomically. A link is followed, and the mode stays. @throws CommandError if it cannot be written */
export async function replaceFile(file: string, text: string): Promise<void> {
  let temporary: string | undefined;
  try {
    // A link is followed, so that its target changes instead of the link.
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
    throw fileError(file, error);
  }
}

function fileError(file: string, cause: unknown): CommandError {
  const reason = codeOf(cause) ?? (cause instanceof Error ? cause.message : String(cause));
  return new CommandError(
    `expected a file that can be read and written, received ${file} (${reason}). Check its path and permissions.`,
    { cause },
  );
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
