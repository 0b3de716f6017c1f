import type { Document } from "../../document/block.ts";
import { styleOf } from "../../evidence/index.ts";
import type { Fact, Reading, SourceText } from "../../facts.ts";
import { readSlots, type SlotReading } from "./read-slots.ts";

/**
 * Returns what the readers of known layouts found on a page or, if that is nothing or far less than its slots have, the codes of
 * these. Codes that a reader has found keep what it says about them.
 */
export function preferSlots(reading: Reading, document: Document, source: SourceText): Reading {
  const known = new Set(reading.facts.map(({ code }) => code));
  const slots = known.size * 3 < unitsIn(document, source) ? readSlots(document, source) : undefined;
  if (slots === undefined) return reading;
  const rejected = new Set(reading.decoys.map(({ name }) => name));
  const codes = [...slots.codes].filter((code) => !rejected.has(code));
  // The readers have seen these names, and know why they are no codes.
  if (codes.length * 2 < slots.codes.size || codes.length < 3) return reading;
  if (known.size > 0 && [...known].every((code) => isNamedAfter(source.file, code))) return reading;
  const facts = slots.reading.facts.filter(({ code }) => !rejected.has(code));
  if (nameNumbers(reading.facts, facts, slots)) return withFacts(reading, slots, facts);
  if (known.size * 3 >= codes.length) return reading;
  return withFacts(reading, slots, known.size === 0 ? facts : joined(reading.facts, facts));
}

/** Counts the lines of a page, or its blocks and rows if these are more: no slot has more codes. */
function unitsIn({ blocks, components = [] }: Document, { text }: SourceText): number {
  const rows = blocks.reduce((sum, block) => sum + (block.type === "table" ? block.rows.length : 1), components.length);
  return Math.max(rows, text.split("\n").length);
}

/** Checks whether a file is the page of a code: `errors/no-card.md` of `NO_CARD`. */
function isNamedAfter(file: string, code: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const [name = ""] = file
    .split(/[/\\]/)
    .at(-1)
    ?.split(/\.(?=\w+$)/) ?? [""];
  return plain(name) !== "" && plain(code).endsWith(plain(name));
}

/**
 * Checks whether the codes of the readers are only the names of numbers that are called codes: the title `NoCard` above a listing
 * with `Code: 1001`. Nearly every name has to be in a record of its own.
 */
function nameNumbers(
  names: readonly Fact[],
  numbers: readonly Fact[],
  { statesCode, isOutside, codes }: SlotReading,
): boolean {
  const known = new Map(names.filter(({ field }) => field === "code").map(({ code, source }) => [code, source.line]));
  const areNames = [...known.keys()].every((code) => styleOf(code) !== "number" && !codes.has(code));
  const areNumbers = [...codes].every((code) => styleOf(code) === "number");
  if (!statesCode || !isOutside || !areNames || !areNumbers || known.size === 0 || codes.size < known.size)
    return false;
  const lines = numbers.filter(({ field }) => field === "code").map(({ source }) => source.line);
  const records = new Set([...known.values()].map((line) => lines.find((other) => other >= line)));
  return records.size * 10 >= known.size * 9;
}

/** Adds the codes of slots to those of the readers. Drops names that are written in another way, if the slots have none of them. */
function joined(known: readonly Fact[], facts: readonly Fact[]): readonly Fact[] {
  const codes = new Set(facts.map(({ code }) => code));
  const styles = new Set([...codes].map(styleOf));
  const isShared = known.some(({ code }) => codes.has(code));
  return [...known.filter(({ code }) => isShared || styles.has(styleOf(code))), ...facts];
}

/** Replaces the facts of a page, and says in the report how they were found. */
function withFacts(reading: Reading, slots: SlotReading, facts: readonly Fact[]): Reading {
  const [first] = facts;
  if (first === undefined) return reading;
  const note = {
    text: `${slots.codes.size} codes`,
    reason: `The layout is not known; the codes are ${slots.place}. Check them.`,
    source: first.source,
  };
  return { ...reading, facts, unread: [...reading.unread, note] };
}
