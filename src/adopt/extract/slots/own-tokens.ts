import { failureOf } from "./failure.ts";
import { minTokens, type Occurrence, type Slot } from "./slot.ts";
import { fits, isWord, type Lexis } from "./tokens.ts";
import type { Unit } from "./units.ts";

/** The tokens of a slot that are written in one way. */
export interface OwnTokens {
  readonly lexis: Lexis | undefined;
  readonly own: readonly Occurrence[];
  /** Whether they stand below headings about errors. */
  readonly isAbout: boolean;
}

/** Returns the tokens of one lexis: those below headings about errors and, if they describe failures as well, the others. */
export function ownTokens(slot: Slot, units: readonly Unit[]): OwnTokens {
  return withOthers(slot, ofPlace(slot.occurrences, units));
}

function ofPlace(occurrences: readonly Occurrence[], units: readonly Unit[]): OwnTokens {
  const about = occurrences.filter(({ unit }) => units[unit]?.isAbout === true);
  const isAbout = distinct(about) >= minTokens;
  const { lexis, own } = ofOneLexis(isAbout ? about : occurrences);
  if (lexis === undefined || !isAbout || about.length === occurrences.length) return { lexis, own, isAbout };
  const others = occurrences.filter((one) => units[one.unit]?.isAbout === false && fits(one.lexis, lexis));
  const { names, texts } = failureOf(others, units, lexis);
  return Math.max(names, texts) >= 0.5 ? { ...ofOneLexis(occurrences), isAbout } : { lexis, own, isAbout };
}

/** Adds the tokens of components that are written in another way: one attribute names all that they describe. */
function withOthers({ occurrences, kind, place }: Slot, { own, ...tokens }: OwnTokens): OwnTokens {
  if (!kind.startsWith("component") || place !== "whole" || own.length === 0) return { ...tokens, own };
  const isOther = ({ lexis, token }: Occurrence): boolean =>
    !isWord(lexis) && (lexis !== "number" || /\d{4}/.test(token));
  const first = own[0]?.unit ?? 0;
  const kept = new Set(own);
  return { ...tokens, own: occurrences.filter((one) => kept.has(one) || (isOther(one) && one.unit >= first)) };
}

/** Counts the different tokens of occurrences. */
export function distinct(occurrences: readonly Occurrence[]): number {
  return new Set(occurrences.map(({ token }) => token)).size;
}

/** Returns the tokens that are written in the most frequent way, and the words beside them. */
function ofOneLexis(occurrences: readonly Occurrence[]): Omit<OwnTokens, "isAbout"> {
  const counts = new Map<Lexis, number>();
  for (const { lexis } of occurrences) if (!isWord(lexis)) counts.set(lexis, (counts.get(lexis) ?? 0) + 1);
  const [lexis] = [...counts].toSorted(([, one], [, other]) => other - one)[0] ?? [];
  if (lexis === undefined) return { lexis, own: [] };
  const own = occurrences.filter((one) => fits(one.lexis, lexis));
  const words = own.filter((one) => isWord(one.lexis)).length;
  const isOne = own.length >= occurrences.length * 0.8 && words * 2 <= own.length;
  return isOne ? { lexis, own } : { lexis: undefined, own: [] };
}
