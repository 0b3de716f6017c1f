import { readFile, stat } from "node:fs/promises";
import { CommandError } from "../verb.ts";

/** Largest text that is read, in bytes. */
export const maxBytes: number = 16 * 2 ** 20;
/** Time for a text to arrive from a URL or from git, in milliseconds. */
export const timeoutMs = 10_000;

/** Reads a file, a URL, or `-` for standard input. @throws CommandError if it cannot be read */
export async function readSource(source: string): Promise<string> {
  if (source === "-") return readInput();
  if (/^https?:\/\//.test(source)) return download(source, "a page that everyone can read");
  return readFile(source, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`${source} cannot be read (${error.code}). Pass a file or a URL.`);
  });
}

/** Reads a file of recorded exchanges. @throws CommandError if it cannot be read or is larger than 128 MiB */
export async function readTrafficFile(file: string): Promise<string> {
  const { size } = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(
      `${file} cannot be read (${error.code}). Pass a file in HAR, or with one exchange on each line.`,
    );
  });
  if (size > maxTrafficBytes)
    throw new CommandError(
      `${file} is larger than ${maxTrafficBytes / 2 ** 20} MiB. Record fewer exchanges, or filter them by host.`,
    );
  return await readSource(file);
}

const maxTrafficBytes = 128 * 2 ** 20;

/** Reads standard input to its end. @throws CommandError if it is too large */
export async function readInput(): Promise<string> {
  return await readAll(process.stdin, "standard input");
}

/** Reads the text at a URL. @param accept media type to ask for @throws CommandError if there is none, or it is too large */
export async function download(url: string, expected: string, accept = "*/*"): Promise<string> {
  const init = { signal: AbortSignal.timeout(timeoutMs), headers: { accept } };
  const response = await fetch(url, init).catch((error: unknown) => {
    const { cause = error } = error as { readonly cause?: unknown };
    throw new CommandError(`${url} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`);
  });
  if (!response.ok || response.body === null)
    throw new CommandError(`${url} returned ${response.status}. Pass the address of ${expected}.`);
  return await readAll(response.body, url);
}

async function readAll(chunks: AsyncIterable<Uint8Array>, name: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new CommandError(`${name} is larger than ${maxBytes / 2 ** 20} MiB.`);
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString("utf8");
}
