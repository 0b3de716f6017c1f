import { mediaTypeOf } from "./magic-bytes.ts";
import type { Content, FileType } from "./upload-sink.ts";

/**
 * Accepts plain text in UTF-8, UTF-16 with a byte order mark, or Windows-1252. All of it must decode to printable
 * characters and white space, and it must not be another text-based format.
 */
export const txt: FileType = {
  name: "TXT",
  mediaTypes: ["text/plain"],
  extensions: ["txt"],
  startsLike,
  matches: async (content) => (await charsetOf(content)) !== undefined,
  charsetOf,
};

const STEP_BYTES = 65_536;
const HEAD_BYTES = 4_096;
/** PDF readers look for the header in the first 1024 bytes, so a PDF with leading junk is not text. */
const START_LENGTH = 1_024;
/** Text-based formats that readers do not treat as plain text. */
const OTHER_FORMATS = /^\s*(?:%!PS|\{\\rtf|<\?xml|<!--|<!doctype|<html|<svg|<script|<head|<body|<iframe)/i;
/** Control characters except white space; in UTF-16 also what binary data decodes to; in Windows-1252 undefined bytes. */
const UNPRINTABLE = {
  // biome-ignore-start lint/suspicious/noControlCharactersInRegex: the expressions search for control characters.
  "utf-8": /[\u0000-\u0008\u000e-\u001f\u007f]/,
  "utf-16": /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\p{Co}\p{Cs}\p{Noncharacter_Code_Point}]/u,
  "windows-1252": /[\u0000-\u0008\u000e-\u001f\u007f\u0081\u008d\u008f\u0090\u009d]/,
  // biome-ignore-end lint/suspicious/noControlCharactersInRegex: the expressions search for control characters.
} as const;

/** Name of an encoding, as in Content-Type. */
type Charset = keyof typeof UNPRINTABLE;

/** Decodes a piece of text. @throws TypeError for invalid bytes */
type Decode = (bytes: Uint8Array, isLast: boolean) => string;

/** `undecodable`: another encoding may fit; `other`: not text in any encoding. */
type Verdict = "text" | "undecodable" | "other";

/** Decodes and checks text piece by piece. */
interface Reader {
  readonly charset: Charset;
  /** Checks the next piece. */
  check(bytes: Uint8Array, isLast: boolean): Verdict;
}

async function charsetOf(content: Content): Promise<Charset | undefined> {
  if (content.bytes === 0) return undefined;
  const head = await content.read(0, HEAD_BYTES);
  for (const reader of readersOf(head)) {
    const verdict = await checkAll(reader, content);
    if (verdict === "other") return undefined;
    if (verdict === "undecodable") continue;
    // Almost any bytes are valid Windows-1252, including those of binary formats.
    const isBinary = reader.charset === "windows-1252" && (await mediaTypeOf(head)) !== undefined;
    return isBinary ? undefined : reader.charset;
  }
  return undefined;
}

async function checkAll(reader: Reader, content: Content): Promise<Verdict> {
  for (let offset = 0; offset < content.bytes; offset += STEP_BYTES) {
    const isLast = offset + STEP_BYTES >= content.bytes;
    const verdict = reader.check(await content.read(offset, STEP_BYTES), isLast);
    if (verdict !== "text") return verdict;
  }
  return "text";
}

/** The head may end in the middle of a character. */
function startsLike(head: Uint8Array): boolean {
  const verdicts = readersOf(head).map((reader) => reader.check(head, false));
  return verdicts.find((verdict) => verdict !== "undecodable") === "text";
}

/** Creates readers for the encodings that the first bytes allow, most likely first. */
function readersOf([first, second, third]: Uint8Array): readonly Reader[] {
  if (first === 0xff && second === 0xfe) return [reader("utf-16", strict("utf-16le"))];
  if (first === 0xfe && second === 0xff) return [reader("utf-16", strict("utf-16be"))];
  const utf8 = reader("utf-8", strict("utf-8"));
  if (first === 0xef && second === 0xbb && third === 0xbf) return [utf8];
  // Node decodes Windows-1252 as Latin-1, where the letters of 80 to 9F are control characters: check raw bytes.
  return [utf8, reader("windows-1252", toLatin1)];
}

function reader(charset: Charset, decode: Decode): Reader {
  let start = "";
  return {
    charset,
    check(bytes, isLast) {
      const text = tryDecode(decode, bytes, isLast);
      if (text === undefined) return "undecodable";
      if (UNPRINTABLE[charset].test(text)) return "other";
      if (start.length >= START_LENGTH) return "text";
      start = (start + text).slice(0, START_LENGTH);
      // Other readers may decode the bytes as UTF-8; the formats' signatures are ASCII in both encodings.
      const decoded = charset === "windows-1252" ? Buffer.from(start, "latin1").toString("utf8") : start;
      return OTHER_FORMATS.test(decoded) || decoded.includes("%PDF-") ? "other" : "text";
    },
  };
}

function strict(label: string): Decode {
  const decoder = new TextDecoder(label, { fatal: true });
  return (bytes, isLast) => decoder.decode(bytes, { stream: !isLast });
}

function toLatin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

function tryDecode(decode: Decode, bytes: Uint8Array, isLast: boolean): string | undefined {
  try {
    return decode(bytes, isLast);
  } catch {
    return undefined;
  }
}
