import type { AnyContract, Entry } from "../../contract/index.ts";
import { asCode, type Change, type ChangeSubject, change } from "./change.ts";

/** The new name of each renamed code. */
export type Renames = ReadonlyMap<string, string>;

/**
 * Compares the sets of codes: removed, renamed, retired, added, split and merged.
 *
 * @param today date `YYYY-MM-DD`, which decides whether a sunset has passed
 */
export function compareCodes(
  before: AnyContract,
  after: AnyContract,
  renames: Renames,
  today: string,
): readonly Change[] {
  const newNames = new Set(renames.values());
  return [
    ...missingFrom(before, after)
      // The default code of a condition is gone when another code serves the condition, which is reported for the condition.
      .filter(({ condition }) => condition === undefined)
      .flatMap((entry) => removalOf(entry, renames.get(entry.code), after, today)),
    ...missingFrom(after, before)
      .filter(({ code }) => !newNames.has(code))
      .flatMap((entry) => additionOf(entry, before, after)),
    ...reservations(before, after),
  ];
}

/** Pairs each removed code with the added one that takes its place: named by the contract, or otherwise the same error. */
export function findRenames(before: AnyContract, after: AnyContract): Renames {
  const added = new Map(missingFrom(after, before).map((entry) => [entry.code, entry]));
  const renames = new Map<string, string>();
  for (const old of missingFrom(before, after)) {
    const named = after.retired[old.code]?.replacedBy ?? old.replacedBy;
    const match = [...added.values()].find((now) => now.code === named || isSameError(old, now));
    if (match === undefined) continue;
    added.delete(match.code);
    renames.set(old.code, match.code);
  }
  return renames;
}

/** The entries of the first contract that the second one lacks. */
function missingFrom(from: AnyContract, other: AnyContract): readonly Entry[] {
  return [...from.entries.values()].filter(({ code }) => !other.entries.has(code));
}

function removalOf(entry: Entry, newName: string | undefined, after: AnyContract, today: string): readonly Change[] {
  const subject = subjectOf(entry);
  const tombstone = Object.hasOwn(after.retired, entry.code) ? after.retired[entry.code] : undefined;
  const isOver = entry.deprecated !== undefined && entry.sunset !== undefined && entry.sunset <= today;
  const instead = tombstone?.replacedBy === undefined ? "" : ` ${asCode(tombstone.replacedBy)} replaces it.`;
  const changes: Change[] = [];
  const merged = [...after.entries.values()].find((other) => hasCause(other, entry.when));
  if (isOver)
    changes.push(change("code-retired", subject, `The code is removed after its sunset, ${entry.sunset}.${instead}`));
  else if (newName !== undefined)
    changes.push(change("code-renamed", subject, `The code is now called ${asCode(newName)}.`));
  else if (merged !== undefined)
    changes.push(change("codes-merged", subject, `The failure is now a cause of ${asCode(merged.code)}.`));
  else changes.push(change("code-removed", subject, `The code is removed. ${removalReason(entry, today)}${instead}`));
  if (tombstone === undefined)
    changes.push(change("code-not-reserved", subject, "The name is free to be used for another error."));
  return changes;
}

function removalReason({ deprecated, sunset }: Entry, today: string): string {
  if (deprecated === undefined) return "It was not deprecated.";
  return sunset === undefined
    ? "It was deprecated without a sunset."
    : `Its sunset is ${sunset}, and today is ${today}.`;
}

function additionOf(entry: Entry, before: AnyContract, after: AnyContract): readonly Change[] {
  const subject = subjectOf(entry);
  const wasRetired = Object.hasOwn(before.retired, entry.code);
  const changes = [
    wasRetired
      ? change("code-reused", subject, "The name belonged to an error that was retired.")
      : change("code-added", subject, `The code is added, with status ${entry.status}.`),
  ];
  const origin = [...before.entries.values()].find((old) => {
    const now = after.entries.get(old.code);
    return now !== undefined && hasCause(old, entry.when) && !hasCause(now, entry.when);
  });
  if (origin !== undefined) {
    const text = `A cause of ${asCode(origin.code)} now has this code.`;
    const canFallBack = entry.parent === origin.code;
    changes.push(change("code-split", subject, text, canFallBack ? { verdict: "risky", fix: undefined } : {}));
  }
  return changes;
}

function reservations(before: AnyContract, after: AnyContract): readonly Change[] {
  return Object.keys(before.retired)
    .filter((code) => !Object.hasOwn(after.retired, code) && !after.entries.has(code))
    .map((code) => change("reservation-removed", { type: "code", name: code }, "The name is no longer reserved."));
}

function isSameError(old: Entry, now: Entry): boolean {
  if (old.kind !== now.kind || old.status !== now.status) return false;
  if (old.condition !== undefined || now.condition !== undefined) return false;
  return old.when === now.when || old.message === now.message;
}

function hasCause({ causes, masks }: Entry, when: string): boolean {
  return causes.some((cause) => cause.when === when) || masks.includes(when);
}

function subjectOf({ code }: Entry): ChangeSubject {
  return { type: "code", name: code };
}
