import { gunzipSync } from "node:zlib";
import { CommandError } from "../../verb.ts";

/** Largest text that is read, in bytes, after it has been decompressed. */
export const maxBytes: number = 16 * 2 ** 20;
/** Time for a text to arrive from a URL or from git, in milliseconds. */
export const timeoutMs = 10_000;

/** Options of `download`. */
export interface DownloadOptions {
  /** Media type to ask for. @default any */
  readonly accept?: string;
  /** Time for the whole response, in milliseconds. @default 10,000 */
  readonly timeoutMs?: number;
}

/**
 * Reads the text at a URL, and follows redirects.
 *
 * @param expected what the address should be that of, for the message of a failure
 * @throws CommandError if there is none, it is not a text, it is too large, or it takes too long
 */
export async function download(url: string, expected: string, options: DownloadOptions = {}): Promise<string> {
  const { accept = "*/*", timeoutMs: time = timeoutMs } = options;
  const signal = AbortSignal.timeout(time);
  const response = await fetch(url, { signal, headers: { accept } }).catch((error: unknown) => {
    throw failure(url, error, time);
  });
  const { ok, status, body, headers } = response;
  const mediaType = headers.get("content-type") ?? "";
  const isText = !/^(?:image|audio|video|font)\/|^application\/(?:pdf|zip|gzip|octet-stream)\b/i.test(mediaType);
  if (!ok || body === null || !isText) {
    await body?.cancel();
    const received = ok && body !== null ? mediaType.slice(0, 80) : status;
    const { origin, pathname } = new URL(url);
    const advice =
      pathname === "/" ? ` An API with Errata serves its contract at ${origin}/.well-known/errata.json.` : "";
    throw new CommandError(`${url} returned ${received}. Pass the address of ${expected}.${advice}`);
  }
  try {
    return decode(await readBytes(body, url), mediaType);
  } catch (error) {
    throw error instanceof CommandError ? error : failure(url, error, time);
  }
}

/** Reads a stream to its end. @throws CommandError if it has more bytes than are allowed */
export async function readBytes(chunks: AsyncIterable<Uint8Array>, name: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new CommandError(`${name} is larger than ${maxBytes / 2 ** 20} MiB.`);
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

/**
 * Decodes the text of a file or of standard input, also one that is compressed.
 *
 * @throws CommandError if the bytes are not text, such as a PDF; it says what to pass instead
 */
export function textOfBytes(bytes: Uint8Array, name: string): string {
  const start = Buffer.from(bytes.subarray(0, 1_024)).toString("latin1");
  if (start.startsWith("\u001f\u008b")) return textOfBytes(decompressed(bytes, name), name);
  const [kind, , advice] = binaries.find(([, beginnings]) => beginnings.some((one) => start.startsWith(one))) ?? [];
  if (kind !== undefined)
    throw new CommandError(`${name} is ${kind}, which is not read. ${advice?.replace("FILE", name)}`);
  const zeros = (offset: number): number =>
    Array.from(start).filter((character, index) => character === "\u0000" && index % 2 === offset).length;
  // Text in UTF-16 without a mark has a zero in every other byte.
  const [even, odd] = [zeros(0), zeros(1)];
  const half = start.length / 2;
  if (odd > half * 0.7 && even < half * 0.1) return new TextDecoder("utf-16le").decode(bytes);
  if (even > half * 0.7 && odd < half * 0.1) return new TextDecoder("utf-16be").decode(bytes);
  if (even + odd > 0 && !/^(?:\xff\xfe|\xfe\xff)/.test(start))
    throw new CommandError(`${name} is not a text. Pass a page, or the text of it.`);
  return decode(bytes);
}

const asText = 'Copy the text that lists the errors, and run "errata adopt -" to paste it.';

/** Files that are not texts, by their beginning. */
const binaries: readonly (readonly [kind: string, beginnings: readonly string[], advice: string])[] = [
  ["a PDF", ["%PDF-"], 'Pass its text: run "pdftotext FILE - | errata adopt -".'],
  ["an image", ["\u0089PNG", "\u00ff\u00d8\u00ff", "GIF8", "RIFF"], asText],
  ["an archive or an office document", ["PK\u0003\u0004", "\u00d0\u00cf\u0011\u00e0"], asText],
  ["a text in RTF", ["{\\rtf"], asText],
];

function decompressed(bytes: Uint8Array, name: string): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    const reason = isLarge ? `is larger than ${maxBytes / 2 ** 20} MiB` : "is compressed and damaged";
    throw new CommandError(`${name} ${reason}.`, { cause: error });
  }
}

/** Decodes a text by its byte order mark, its media type, or the `charset` at the beginning of HTML; UTF-8 otherwise. */
export function decode(bytes: Uint8Array, mediaType = ""): string {
  const start = Buffer.from(bytes.subarray(0, 1_024)).toString("latin1");
  const mark = /^\xff\xfe/.test(start) ? "utf-16le" : /^\xfe\xff/.test(start) ? "utf-16be" : undefined;
  const [, stated] = /;\s*charset="?([\w-]+)/i.exec(mediaType) ?? [];
  const [, written] = /<meta\b[^>]{0,200}\bcharset="?([\w-]+)/i.exec(start) ?? [];
  for (const label of [mark, stated, written]) {
    const decoder = label === undefined ? undefined : decoderOf(label);
    if (decoder !== undefined)
      return decoder.encoding === "windows-1252" ? decodeWindows(bytes) : decoder.decode(bytes);
  }
  return new TextDecoder().decode(bytes);
}

function decoderOf(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label);
  } catch {
    return undefined;
  }
}

/** Decodes windows-1252, which some versions of Node decode as ISO 8859-1. @see https://encoding.spec.whatwg.org/#legacy-single-byte-encodings */
function decodeWindows(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("latin1");
  return text.replaceAll(/[\u0080-\u009f]/g, (character) => windows.charAt(character.charCodeAt(0) - 0x80));
}

const windows = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

function failure(url: string, error: unknown, time: number): CommandError {
  if (error instanceof Error && error.name === "TimeoutError")
    return new CommandError(`${url} cannot be read: it did not arrive within ${time / 1_000} s.`, { cause: error });
  const { cause = error } = error as { readonly cause?: unknown };
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CommandError(`${url} cannot be read: ${reason.replace(/\.$/, "")}.`, { cause: error });
}
