import type { AnyContract, Entry } from "../../contract/index.ts";

/** The most codes that a page lists. */
const maxCodes = 4;

/** Returns the codes that a reader is most likely to confuse with a code: similar kind, status and operations. */
export function confusableWith(contract: AnyContract, entry: Entry): readonly Entry[] {
  const operations = operationsOf(contract, entry.code);
  const scored = [...contract.entries.values()].flatMap((other) => {
    if (other.code === entry.code || other.condition !== undefined) return [];
    const score = similarity(entry, other, operations, operationsOf(contract, other.code));
    return score >= 3 ? [{ other, score }] : [];
  });
  return scored
    .sort((a, b) => b.score - a.score)
    .slice(0, maxCodes)
    .map(({ other }) => other);
}

function similarity(entry: Entry, other: Entry, operations: ReadonlySet<string>, others: ReadonlySet<string>): number {
  const isShared = [...operations].some((name) => others.has(name));
  if (!isShared) return 0;
  const shared = words(entry).filter((word) => words(other).includes(word)).length;
  return (entry.kind === other.kind ? 2 : 0) + (entry.status === other.status ? 1 : 0) + shared + 1;
}

function operationsOf({ operations }: AnyContract, code: string): ReadonlySet<string> {
  return new Set([...operations.values()].filter(({ codes }) => codes.includes(code)).map(({ name }) => name));
}

function words({ code }: Entry): readonly string[] {
  return code
    .toLowerCase()
    .split(/[_.:-]+/)
    .filter((word) => word.length > 3 && word !== "error" && word !== "invalid");
}
