import type { TextBlock } from "../../document/block.ts";
import type { FactField } from "../../facts.ts";
import { type Candidate, type Found, found } from "../candidate.ts";
import { roleOf, textFieldOf } from "../roles.ts";
import { describe, labelledValues } from "../section/index.ts";
import { isRegistered, isStatusCell, statusesIn, statusOfHeading } from "../statuses.ts";
import { around, isText } from "./failure.ts";
import type { JudgedSlot } from "./judge-slot.ts";
import type { Occurrence } from "./slot.ts";
import type { Part, Unit } from "./units.ts";

/** Turns the tokens of a slot into candidates, with what their records say: the units up to the next token. */
export function candidatesOf(slot: JudgedSlot, units: readonly Unit[]): readonly Candidate[] {
  const { occurrences } = slot;
  const statuses = statusesBeside(occurrences, units);
  const spans = spansOf(occurrences, units);
  const candidates = occurrences.map((one, index): Candidate => {
    const { token: code, part } = one;
    const status = statuses[index];
    const values = [found("code", code, part.offset)];
    if (status !== undefined) values.push(found("status", status, part.offset));
    addOwn(values, one, units);
    const [start, end] = spans[index] ?? [one.unit, one.unit];
    for (const [at, unit] of units.slice(start, end).entries())
      if (start + at !== one.unit) addUnit(values, unit, at === 0);
    const kept = oneEach(values).map((value): Found => ({ ...value, confidence: "derived" }));
    return {
      code,
      rank: "code",
      offset: part.offset,
      place: "table",
      isNumbered: slot.lexis === "number",
      found: kept,
    };
  });
  return withoutRareStatuses(candidates);
}

/** Returns the units of each record, from the heading above its token if each has its own, up to the next record. */
function spansOf(occurrences: readonly Occurrence[], units: readonly Unit[]): readonly (readonly [number, number])[] {
  const headings = new Set(
    occurrences.flatMap(({ unit }) => (units[unit]?.level === undefined ? (units[unit]?.heading ?? -1) : [])),
  );
  const areSections = headings.size * 5 >= occurrences.length * 4;
  const starts = occurrences.map(({ unit }, index) => {
    const heading = units[unit]?.heading ?? -1;
    return areSections && heading > (occurrences[index - 1]?.unit ?? -1) ? heading : unit;
  });
  const lengths = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
  const longest = lengths.toSorted((one, other) => one - other)[Math.floor(lengths.length * 0.9)] ?? 1;
  return starts.map((start, index) => {
    const own = occurrences[index]?.unit ?? start;
    const limit = Math.min(starts[index + 1] ?? units.length, start + Math.min(longest, maxRecord));
    const level = units[start]?.level ?? 0;
    const next = units
      .slice(own + 1, limit)
      .findIndex((unit) => unit.level !== undefined && unit.level <= (level || 9));
    return [start, next < 0 ? Math.max(limit, own + 1) : own + 1 + next];
  });
}

/** Units of one record. Longer ones are prose about several things. */
const maxRecord = 30;

/** Returns the status right beside each token, if nearly all of them have one there. */
function statusesBeside(occurrences: readonly Occurrence[], units: readonly Unit[]): readonly (number | undefined)[] {
  const statuses = occurrences.map((one) => statusBeside(one, units));
  return statuses.filter((status) => status !== undefined).length * 5 >= occurrences.length * 4 ? statuses : [];
}

/** Returns the status right before or behind a token: `NO_CARD 404`, `404 - NO_CARD`, `NO_CARD (HTTP 404)`. */
function statusBeside({ token, unit, part }: Occurrence, units: readonly Unit[]): number | undefined {
  const cells = units[unit]?.parts.filter((other) => other !== part && isStatusCell(other.text)) ?? [];
  const [only, ...others] = cells.flatMap(({ text }) => statusesIn(text));
  if (only !== undefined) return others.length === 0 ? only : undefined;
  const at = part.text.indexOf(token);
  const next = part.text.slice(at + token.length, at + token.length + 30);
  const behind = /^[^\w-]{0,6}(?:HTTP )?(?:status )?([45]\d\d)(?![\w.-])/i.exec(next)?.[1];
  const before = /(?<![\w.-])([45]\d\d)[^\w-]{0,6}$/.exec(part.text.slice(Math.max(0, at - 20), at))?.[1];
  const status = Number(behind ?? before);
  return (behind === undefined || before === undefined) && isRegistered(status) ? status : undefined;
}

/** Adds what the unit of a token says: its other cells or attributes, and the text around the token. */
function addOwn(values: Found[], { token, unit, part }: Occurrence, units: readonly Unit[]): void {
  for (const other of units[unit]?.parts ?? []) if (other !== part) addPart(values, other);
  const { before, behind } = around(part.text, token);
  const [text] = [behind, before].filter(isText);
  if (text !== undefined) describe(values, paragraph({ ...part, text, spans: [] }));
}

/** Adds a cell or the value of an attribute, by its title or name. */
function addPart(values: Found[], part: Part): void {
  const role = roleOf(part.name);
  const field = textFieldOf(role);
  if (role === "status" || isStatusCell(part.text))
    values.push(...statusesIn(part.text).map((status) => found("status", status, part.offset)));
  else if (field !== undefined && part.text !== "") values.push(found(field, part.text, part.offset));
  else if (isText(part.text)) describe(values, paragraph(part));
}

/** Adds a unit of the record: its title, labelled values or a sentence. */
function addUnit(values: Found[], { parts, kind, level }: Unit, isFirst: boolean): void {
  for (const part of parts)
    if (level !== undefined) values.push(...(isFirst ? titleOf(part) : []));
    else if (kind === "row") addPart(values, part);
    else if (kind.startsWith("listing")) values.push(...lineOf(part));
    else {
      const labels = labelledValues(part);
      values.push(...labels);
      if (labels.length === 0) describe(values, paragraph(part));
    }
}

function titleOf({ text, offset }: Part): readonly Found[] {
  const status = statusOfHeading(text);
  return [found("title", text, offset), ...(status === undefined ? [] : [found("status", status, offset)])];
}

/** Reads a line of a listing that is a label and its value: `message: "The card is old"`, `"status": 409,`. */
function lineOf({ text, offset }: Part): readonly Found[] {
  const [, label = "", rest = ""] = /^["']?([A-Za-z][\w -]{1,30})["']?\s{0,9}[:=]\s{0,20}(\S.*)$/.exec(text) ?? [];
  const value = rest.replace(/^["']/, "").replace(/["']?,?$/, "");
  const role = /^reason$/i.test(label) && isText(value) ? "message" : roleOf(label);
  const field: FactField | undefined = textFieldOf(role);
  if (role === "status") return statusesIn(value).map((status) => found("status", status, offset));
  return field === undefined ? [] : [found(field, value, offset)];
}

function paragraph({ text, spans, offset }: Part): TextBlock {
  return { type: "paragraph", text, spans, offset };
}

/** Keeps the first value of each text, and no status where a record states several. */
function oneEach(values: readonly Found[]): readonly Found[] {
  const statuses = new Set(values.flatMap(({ field, value }) => (field === "status" ? [value] : [])));
  const seen = new Set<FactField>();
  return values.filter(({ field }) => {
    if (field === "status" && statuses.size > 1) return false;
    const isNew = !seen.has(field);
    seen.add(field);
    return isNew;
  });
}

/** Removes statuses that few records state: those are parts of sentences about something else. */
function withoutRareStatuses(candidates: readonly Candidate[]): readonly Candidate[] {
  const stating = candidates.filter((candidate) => candidate.found.some(({ field }) => field === "status"));
  if (stating.length * 5 >= candidates.length) return candidates;
  return candidates.map((one) => ({ ...one, found: one.found.filter(({ field }) => field !== "status") }));
}
