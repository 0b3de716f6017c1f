import { readFile, stat } from "node:fs/promises";
import { CommandError } from "../../verb.ts";
import { download, maxBytes, readBytes, textOfBytes } from "./download.ts";

/** Reads a file, a URL, or `-` for standard input. @throws CommandError if it cannot be read, or is too large */
export async function readSource(source: string): Promise<string> {
  if (source === "-") return readInput();
  if (/^https?:\/\//.test(source)) return download(source, "a page that everyone can read");
  return await readLocal(source, "Pass a file or a URL.", maxBytes, "Pass the part that lists the errors.");
}

/** Reads a file of recorded exchanges. @throws CommandError if it cannot be read or is larger than 128 MiB */
export async function readTrafficFile(file: string): Promise<string> {
  const expected = "Pass a file in HAR, or with one exchange on each line.";
  return await readLocal(file, expected, maxTrafficBytes, "Record fewer exchanges, or filter them by host.");
}

const maxTrafficBytes = 128 * 2 ** 20;

/** Reads standard input to its end. @throws CommandError if it is too large */
export async function readInput(): Promise<string> {
  return textOfBytes(await readBytes(process.stdin, "standard input"), "standard input");
}

async function readLocal(file: string, expected: string, most: number, advice: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > most) throw new CommandError(`${file} is larger than ${most / 2 ** 20} MiB. ${advice}`);
    return textOfBytes(await readFile(file), file);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}). ${expected}`);
  }
}
