import { fileTypeFromBuffer } from "file-type";
import type { FileType } from "./file-type.ts";
import type { Content } from "./upload-sink.ts";

/**
 * Accepts plain text in UTF-8, in UTF-16 with a byte order mark, and in Windows-1252, where it decodes to printable
 * characters and white space, and is no other format that is written in text.
 */
export const txt: FileType = {
  name: "TXT",
  mediaTypes: ["text/plain"],
  extensions: ["txt"],
  startsLike: beginsLikeText,
  matches: async (content) => (await charsetOf(content)) !== undefined,
  charsetOf,
};

const STEP_BYTES = 65_536;
const HEAD_BYTES = 4_096;
/** PDF readers look for the header in the first 1024 bytes, so junk in front of it does not make it text. */
const START_LENGTH = 1_024;
/** Formats that are text and that a reader would take for what they are, not for plain text. */
const OTHER_STARTS = /^\s*(?:%!PS|\{\\rtf|<\?xml|<!doctype|<html|<svg|<script|<head|<body|<iframe)/i;
/** Controls but white space; in two-byte text also what other data decodes to; in Windows-1252 the bytes without a character. */
const UNPRINTABLE = {
  // biome-ignore-start lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  "utf-8": /[\u0000-\u0008\u000e-\u001f\u007f]/,
  "utf-16": /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\p{Co}\p{Cs}\p{Noncharacter_Code_Point}]/u,
  "windows-1252": /[\u0000-\u0008\u000e-\u001f\u007f\u0081\u008d\u008f\u0090\u009d]/,
  // biome-ignore-end lint/suspicious/noControlCharactersInRegex: they are what is looked for.
} as const;

/** Name of an encoding, as Content-Type gives it. */
type Charset = keyof typeof UNPRINTABLE;

/** Decodes a piece of text. @throws TypeError where it cannot be decoded */
type Decode = (bytes: Uint8Array, isLast: boolean) => string;

/** `undecodable`: another encoding may fit; `other`: no text, whatever the encoding. */
type Verdict = "text" | "undecodable" | "other";

/** Decodes text piece by piece and looks at it. */
interface Reader {
  readonly charset: Charset;
  /** Judges the next piece. @param isLast whether no piece follows */
  take(bytes: Uint8Array, isLast: boolean): Verdict;
}

async function charsetOf(content: Content): Promise<Charset | undefined> {
  if (content.bytes === 0) return undefined;
  const head = await content.read(0, HEAD_BYTES);
  for (const reader of readersOf(head)) {
    const verdict = await readAll(reader, content);
    if (verdict === "other") return undefined;
    if (verdict === "undecodable") continue;
    // Nearly any bytes are characters of Windows-1252, those of other formats too.
    const isOther = reader.charset === "windows-1252" && (await fileTypeFromBuffer(head.slice())) !== undefined;
    return isOther ? undefined : reader.charset;
  }
  return undefined;
}

async function readAll(reader: Reader, content: Content): Promise<Verdict> {
  for (let offset = 0; offset < content.bytes; offset += STEP_BYTES) {
    const isLast = offset + STEP_BYTES >= content.bytes;
    const verdict = reader.take(await content.read(offset, STEP_BYTES), isLast);
    if (verdict !== "text") return verdict;
  }
  return "text";
}

/** Judges a beginning, which may end within a character. */
function beginsLikeText(head: Uint8Array): boolean {
  const verdicts = readersOf(head).map((reader) => reader.take(head, false));
  return verdicts.find((verdict) => verdict !== "undecodable") === "text";
}

/** Makes readers for the encodings that a beginning allows, likeliest first. */
function readersOf([first, second, third]: Uint8Array): readonly Reader[] {
  if (first === 0xff && second === 0xfe) return [reader("utf-16", strict("utf-16le"))];
  if (first === 0xfe && second === 0xff) return [reader("utf-16", strict("utf-16be"))];
  const utf8 = reader("utf-8", strict("utf-8"));
  if (first === 0xef && second === 0xbb && third === 0xbf) return [utf8];
  // Bytes as they are: Node decodes Windows-1252 as Latin-1, where the letters of 80 to 9F are controls.
  return [utf8, reader("windows-1252", bytesOf)];
}

function reader(charset: Charset, decode: Decode): Reader {
  let start = "";
  return {
    charset,
    take(bytes, isLast) {
      const text = decoded(decode, bytes, isLast);
      if (text === undefined) return "undecodable";
      if (UNPRINTABLE[charset].test(text)) return "other";
      if (start.length >= START_LENGTH) return "text";
      start = (start + text).slice(0, START_LENGTH);
      return looksLikeOther(charset === "windows-1252" ? asUtf8(start) : start) ? "other" : "text";
    },
  };
}

/** What a reader makes of bytes who takes them for UTF-8: what the other formats begin with is ASCII in both. */
function asUtf8(text: string): string {
  return Buffer.from(text, "latin1").toString("utf8");
}

function looksLikeOther(start: string): boolean {
  return OTHER_STARTS.test(start) || start.includes("%PDF-");
}

function strict(label: string): Decode {
  const decoder = new TextDecoder(label, { fatal: true });
  return (bytes, isLast) => decoder.decode(bytes, { stream: !isLast });
}

function bytesOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

function decoded(decode: Decode, bytes: Uint8Array, isLast: boolean): string | undefined {
  try {
    return decode(bytes, isLast);
  } catch {
    return undefined;
  }
}
