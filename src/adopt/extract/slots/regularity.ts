import { minTokens, type Occurrence } from "./slot.ts";
import type { Unit } from "./units.ts";

/** Returns the share of units that have a token, if it recurs regularly: in most of them, or once in each section. */
export function regularityOf(
  own: readonly Occurrence[],
  units: readonly Unit[],
  isStrong: boolean,
): number | undefined {
  const clusters = clustersOf(own, units);
  const filled = new Set(clusters.flat().map(({ unit }) => unit)).size;
  const spanned = clusters.reduce(
    (sum, cluster) => sum + ordinalOf(cluster.at(-1), units) - ordinalOf(cluster[0], units) + 1,
    0,
  );
  const coverage = spanned === 0 ? 0 : filled / spanned;
  if (coverage >= (isStrong ? 0.5 : 0.6)) return coverage;
  const sections = new Set(own.map(({ unit }) => sectionOf(unit, units)));
  if (sections.size >= own.length * 0.85 && sections.size >= minTokens) return 0.9;
  if (!isStrong) return undefined;
  const gaps = own.slice(1).map(({ unit }, index) => unit - (own[index]?.unit ?? 0));
  const median = gaps.toSorted((one, other) => one - other)[Math.floor(gaps.length / 2)] ?? 0;
  const near = gaps.filter((gap) => gap <= median * 1.5 + 1).length;
  return median <= 12 && near >= gaps.length * 0.7 ? 0.6 : undefined;
}

function ordinalOf(occurrence: Occurrence | undefined, units: readonly Unit[]): number {
  return units[occurrence?.unit ?? 0]?.ordinal ?? 0;
}

function sectionOf(unit: number, units: readonly Unit[]): number {
  const own = units[unit];
  return own?.level === undefined ? (own?.heading ?? -1) : unit;
}

/** Divides tokens where many units of their kind have none. Single ones far from the others count for nothing. */
function clustersOf(own: readonly Occurrence[], units: readonly Unit[]): readonly (readonly Occurrence[])[] {
  const clusters: Occurrence[][] = [];
  for (const one of own) {
    const last = clusters.at(-1);
    if (last !== undefined && ordinalOf(one, units) - ordinalOf(last.at(-1), units) <= maxGap) last.push(one);
    else clusters.push([one]);
  }
  return clusters.filter(({ length }) => length > 1);
}

/** Units of a kind between two tokens of one list. */
const maxGap = 8;
