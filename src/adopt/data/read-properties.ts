import type { Json } from "../../contract/index.ts";
import { describesFailure } from "../evidence/index.ts";
import { rejectionOf, roleOf } from "../extract/index.ts";
import { type Fact, fact, type Reading, type SourceText } from "../facts.ts";
import { readMaps } from "./maps/index.ts";

/** A text of a file of messages. */
interface Entry {
  readonly key: string;
  readonly text: string;
  readonly line: number;
}

const maxEntries = 50_000;

/** Reads a file of messages, `shop.error.card.expired=The card has expired.`, whose keys are the codes; undefined if it has settings. */
export function readProperties({ file, text }: SourceText): Reading | undefined {
  const entries = entriesOf(text);
  const described = membersOf(entries);
  if (described !== undefined) {
    const lines = new Map(
      entries.map(({ key, line }) => [key.slice(0, key.lastIndexOf(".")), line] as const).toReversed(),
    );
    return readMaps(described, ([key]) => ({ file, line: lines.get(String(key)) ?? 1, column: 1 }));
  }
  const sentences = entries.filter((entry) => /\S\s+\S/.test(entry.text));
  if (sentences.length < 3 || sentences.length * 2 < entries.length) return undefined;
  const named = entries.filter(({ key }) => namesErrors.test(key));
  const failing = entries.filter((entry) => describesFailure(entry.text) || describesFailure(entry.key));
  const chosen = named.length > 2 ? named : failing.length * 2 >= entries.length ? entries : [];
  const facts = chosen.flatMap(({ key, text: message, line }): readonly Fact[] => {
    const source = { file, line, column: 1 };
    if (!isKey.test(key) || isOfClass.test(key) || rejectionOf(key) !== undefined) return [];
    return [fact(key, "code", key, source), ...(message === "" ? [] : [fact(key, "message", message, source)])];
  });
  return { facts, decoys: [], unread: [], bodies: [] };
}

/** Keys of Spring for the texts of problems, which have the names of classes: `problemDetail.title.com.example.NoBook`. */
const isOfClass = /^problemDetail\./;
const isKey = /^[A-Za-z][\w-]*(?:[.:/][\w-]+)+$|^\w+$/;
/** Keys with a part that is named after errors: `shop.error.card.expired`, `errors.card`, `exception.notFound`. */
const namesErrors = /(?:^|[._-])(?:errors?|exceptions?|problems?|faults?|failures?)[._-]\w|(?:error|exception)s?$/i;

/** Returns the entries of a text, with the lines that continue them. */
function entriesOf(text: string): readonly Entry[] {
  const lines = text.split(/\r?\n/);
  const entries: Entry[] = [];
  for (let at = 0; at < lines.length && entries.length < maxEntries; at += 1) {
    const line = at + 1;
    const parts = [lines[at] ?? ""];
    if (/^\s*[#!]/.test(parts[0] ?? "")) continue;
    while (isOpen(parts.at(-1) ?? "") && at + 1 < lines.length) {
      at += 1;
      parts.push((lines[at] ?? "").trimStart());
    }
    const whole = parts.map((part) => (isOpen(part) ? part.slice(0, -1) : part)).join("");
    const [, key = "", value = ""] = /^\s*([^\s=:]{1,200})\s*[=:]\s*(.*)$/.exec(whole) ?? [];
    if (key !== "") entries.push({ key, text: unescaped(value).trim(), line });
  }
  return entries;
}

/** Checks whether a line ends with a backslash that continues it, and not with one that is written as two. */
function isOpen(line: string): boolean {
  return (/\\*$/.exec(line)?.[0].length ?? 0) % 2 === 1;
}

function unescaped(text: string): string {
  return text
    .replaceAll(/\\u([0-9a-fA-F]{4})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replaceAll(/\\(.)/g, (_, char: string) => (/[nrt]/.test(char) ? " " : char));
}

/** Returns a map of errors whose members are keys of their own, `gone.status=410` and `gone.message=…`; undefined for any other file. */
function membersOf(entries: readonly Entry[]): { readonly [key: string]: Json } | undefined {
  const members = entries.flatMap(({ key, text }) => {
    const at = key.lastIndexOf(".");
    const name = key.slice(at + 1);
    return at > 0 && (roleOf(name) !== "other" || name === "code") ? [{ owner: key.slice(0, at), name, text }] : [];
  });
  const owners = new Map<string, Record<string, string>>();
  for (const { owner, name, text } of members) {
    const own = owners.get(owner) ?? {};
    own[name] = text;
    owners.set(owner, own);
  }
  if (members.length * 10 < entries.length * 9 || owners.size < 2 || owners.size * 2 > members.length) return undefined;
  return Object.fromEntries(owners);
}
