/** Returns the candidate nearest to a misspelt word, if it differs in at most a third of its letters. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const most = Math.floor(word.length / 3);
  const [best] = candidates
    .filter((candidate) => Math.abs(candidate.length - word.length) <= most)
    .map((candidate) => ({ candidate, distance: distanceOf(word.slice(0, 40), candidate) }))
    .sort((one, other) => one.distance - other.distance);
  return best !== undefined && best.distance > 0 && best.distance <= most ? best.candidate : undefined;
}

/** Counts insertions, deletions and substitutions; two letters that are swapped count as one. */
function distanceOf(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, index) => index)];
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const [above = [], before = []] = [rows[row - 1], rows[row - 2]];
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(
        Math.min(
          (above[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (above[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1),
          isSwap ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    rows.push(current);
  }
  return rows.at(-1)?.at(-1) ?? 0;
}
