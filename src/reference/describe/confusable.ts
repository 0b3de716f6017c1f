import type { AnyContract, Entry } from "../../contract/index.ts";
import { indexOf } from "./contract-index.ts";

/** The most codes that a page lists. */
const maxCodes = 4;
/** The most codes of the same kind or status that are compared, so that large contracts take linear time. */
const maxCandidates = 100;

/** Returns the codes that a reader is most likely to confuse with a code: similar kind, status and operations. */
export function confusableWith(contract: AnyContract, entry: Entry): readonly Entry[] {
  const { operations, byKind, byStatus } = indexOf(contract);
  const own = new Set(operations.get(entry.code));
  const candidates = new Set([
    ...(byKind.get(entry.kind) ?? []).slice(0, maxCandidates),
    ...(byStatus.get(String(entry.status)) ?? []).slice(0, maxCandidates),
  ]);
  candidates.delete(entry);
  const scored = [...candidates].flatMap((other) => {
    const isShared = operations.get(other.code)?.some((operation) => own.has(operation)) === true;
    const score = isShared ? similarity(entry, other) : 0;
    return score >= 2 ? [{ other, score }] : [];
  });
  return scored
    .sort((a, b) => b.score - a.score)
    .slice(0, maxCodes)
    .map(({ other }) => other);
}

function similarity(entry: Entry, other: Entry): number {
  const shared = words(entry).filter((word) => words(other).includes(word)).length;
  return (entry.kind === other.kind ? 2 : 0) + (entry.status === other.status ? 1 : 0) + shared;
}

function words({ code }: Entry): readonly string[] {
  return code
    .toLowerCase()
    .split(/[\s_.:/-]+/)
    .filter((word) => word.length > 3 && word !== "error" && word !== "invalid");
}
