import type { AnyContract, Condition } from "../../contract/index.ts";
import { asCode, type Change, change } from "./change.ts";
import type { Renames } from "./compare-codes.ts";

/** Compares what belongs to the contract as a whole: its name, limits, languages, conditions and precedence. */
export function compareSettings(before: AnyContract, after: AnyContract, renames: Renames): readonly Change[] {
  const subject = { type: "contract", name: after.name } as const;
  const name =
    before.name === after.name
      ? []
      : [
          change(
            "name-changed",
            subject,
            `The contract was called ${asCode(before.name)} and is called ${asCode(after.name)}.`,
          ),
        ];
  return [
    ...name,
    ...compareLimits(before, after),
    ...compareLanguages(before, after),
    ...compareConditions(before, after, renames),
    ...comparePrecedence(before, after),
  ];
}

function compareLimits(before: AnyContract, after: AnyContract): readonly Change[] {
  const [old, now] = [new Map(Object.entries(before.limits)), new Map(Object.entries(after.limits))];
  const changes = [...old].flatMap(([name, value]): readonly Change[] => {
    const subject = { type: "limit", name } as const;
    const next = now.get(name);
    if (next === undefined) return [change("limit-removed", subject, `The limit of ${value} is no longer declared.`)];
    if (next === value) return [];
    const isTighter = isMinimum(name) ? next > value : next < value;
    return [
      change(isTighter ? "limit-tightened" : "limit-loosened", subject, `The limit changes from ${value} to ${next}.`),
    ];
  });
  const added = [...now].filter(([name]) => !old.has(name));
  return [
    ...changes,
    ...added.map(([name, value]) => change("limit-added", { type: "limit", name }, `A limit of ${value} is declared.`)),
  ];
}

/** Returns whether a larger number allows less: the least of something, or the time that callers must wait. */
function isMinimum(name: string): boolean {
  return /^(min|least)|(Min|Minimum|Least)([A-Z]|$)|([wW]indow|[iI]nterval|[cC]ooldown|[dD]elay|[wW]ait)/.test(name);
}

function compareLanguages(before: AnyContract, after: AnyContract): readonly Change[] {
  const subjectOf = (name: string) => ({ type: "language", name }) as const;
  const removed = before.languages.filter((language) => !after.languages.includes(language));
  const added = after.languages.filter((language) => !before.languages.includes(language));
  const own =
    before.language === after.language
      ? []
      : [
          change(
            "language-changed",
            subjectOf(after.language),
            `The contract's own language was ${asCode(before.language)} and is ${asCode(after.language)}.`,
          ),
        ];
  return [
    ...own,
    ...removed.map((language) =>
      change("language-removed", subjectOf(language), "Messages in this language are removed."),
    ),
    ...added.map((language) => change("language-added", subjectOf(language), "Messages in this language are added.")),
  ];
}

function compareConditions(before: AnyContract, after: AnyContract, renames: Renames): readonly Change[] {
  return (Object.keys(before.conditions) as Condition[]).flatMap((condition): readonly Change[] => {
    const [old, now] = [before.conditions[condition], after.conditions[condition]];
    if (old === now || renames.get(old) === now || now === undefined) return [];
    const text = `The condition ${asCode(condition)} was reported as ${asCode(old)} and is reported as ${asCode(now)}.`;
    return [change("condition-changed", { type: "contract", name: after.name }, text)];
  });
}

/** Reports each code that moved relative to the other codes of both versions. */
function comparePrecedence(before: AnyContract, after: AnyContract): readonly Change[] {
  if (before.precedence.length === 0 || after.precedence.length === 0) return [];
  const now = new Map(after.precedence.map((code, index) => [code, index]));
  const common = before.precedence.filter((code) => now.has(code));
  const kept = new Set(
    longestAscending(common.map((code) => now.get(code) ?? 0)).map((index) => after.precedence[index]),
  );
  return common
    .filter((code) => !kept.has(code))
    .map((code) =>
      change(
        "precedence-changed",
        { type: "code", name: code },
        "The code is checked earlier or later than other codes.",
      ),
    );
}

/** The longest ascending subsequence: the codes that need not have moved. */
function longestAscending(numbers: readonly number[]): readonly number[] {
  const ends: number[] = [];
  const previous: number[] = [];
  numbers.forEach((number, index) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[ends[middle] ?? 0] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    previous[index] = low === 0 ? -1 : (ends[low - 1] ?? -1);
    ends[low] = index;
  });
  const result: number[] = [];
  for (let index = ends.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) result.unshift(numbers[index] ?? 0);
  return result;
}
