import type { Json } from "../../contract/index.ts";
import { isObject } from "../data/index.ts";
import { AdoptError } from "../document/index.ts";
import type { SourcePosition, SourceText } from "../facts.ts";
import { entryLines } from "./entry-lines.ts";

/** An entry of a recording that may be an exchange. */
export interface Entry {
  readonly value: Json | undefined;
  readonly source: SourcePosition;
}

/**
 * Reads the entries of a file in HAR 1.2, or the lines of a file with one exchange in JSON on each.
 *
 * @throws AdoptError if the file is neither, is not complete or is too large
 */
export function readEntries({ file, text }: SourceText): readonly Entry[] {
  const plain = text.replace(/^\uFEFF/, "");
  if (plain.length > maxLength)
    throw new AdoptError(
      `expected at most ${maxLength / 2 ** 20} MiB in ${file}, received more. Record fewer exchanges, or filter them by host.`,
    );
  const entries = isLog(plain) ? readLines(file, plain) : readHar(file, plain);
  if (entries.length > maxEntries)
    throw new AdoptError(
      `expected at most ${maxEntries} exchanges in ${file}, received ${entries.length}. Split the file.`,
    );
  return entries;
}

const maxLength = 128 * 2 ** 20;
const maxEntries = 100_000;

/** Checks whether the first line is an exchange of its own. */
function isLog(text: string): boolean {
  const [line = ""] = text.slice(0, 2 ** 20).split("\n", 1);
  const value = /^\s*\{/.test(line) ? parse(line) : undefined;
  return isObject(value) && value.response !== undefined && value.log === undefined;
}

function readLines(file: string, text: string): readonly Entry[] {
  return text
    .split("\n")
    .map((line, index) => ({ line, source: { file, line: index + 1, column: 1 } }))
    .filter(({ line }) => line.trim() !== "")
    .map(({ line, source }) => ({ value: parse(line), source }));
}

function readHar(file: string, text: string): readonly Entry[] {
  const document = parse(text);
  if (document === undefined) throw brokenFile(file, text);
  const log = isObject(document) ? document.log : undefined;
  const entries = isObject(log) ? log.entries : undefined;
  if (!Array.isArray(entries))
    throw new AdoptError(
      `expected HAR 1.2 in ${file}, received JSON without log.entries. Export the recording as HAR in the browser or proxy.`,
    );
  const lines = entryLines(text);
  const isOneLine = new Set(lines).size < 2 && entries.length > 1;
  return (entries as readonly Json[]).map((value, index) => {
    const name = isOneLine ? `${file} entry ${index + 1}` : file;
    return { value, source: { file: name, line: lines[index] ?? 1, column: 1 } };
  });
}

/** Creates the error for JSON that is truncated or invalid. It quotes nothing from the file, which may contain secrets. */
function brokenFile(file: string, text: string): AdoptError {
  const begins = /^\s*\{/.test(text);
  const isCut = begins && !/\}\s*$/.test(text);
  const received =
    text.trim() === ""
      ? "an empty file"
      : isCut
        ? `JSON that ends in line ${text.split("\n").length} before it is complete`
        : "a text that is not JSON";
  return new AdoptError(
    `expected HAR 1.2 in ${file}, received ${received}. Export the recording again, and wait until the file is complete.`,
  );
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
