/** A case to measure. `run` returns a value, so that the compiler cannot remove the work. */
export interface Case {
  readonly name: string;
  readonly run: () => unknown;
}

/** The time of one case. */
export interface Timing {
  readonly name: string;
  /** Median of the rounds, in nanoseconds per run. */
  readonly medianNs: number;
  /** 10th percentile of the rounds: the time on an otherwise idle machine. */
  readonly quietNs: number;
}

/**
 * Times several cases in one process in alternating slices, so that noise on a shared machine affects all of them.
 *
 * @param rounds number of slices per case. @default 41
 * @param sliceMs length of a slice, in milliseconds. @default 20
 */
export function interleave(
  cases: readonly Case[],
  { rounds = 41, sliceMs = 20 }: { readonly rounds?: number; readonly sliceMs?: number } = {},
): readonly Timing[] {
  const batches = cases.map(({ run }) => batchFor(run, sliceMs));
  const samples = cases.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { run }] of cases.entries()) samples[index]?.push(timeBatch(run, batches[index] ?? 1));
  }
  return cases.map(({ name }, index) => ({
    name,
    medianNs: median(samples[index] ?? []),
    quietNs: quantile(samples[index] ?? [], 0.1),
  }));
}

/** Returns the items in random order. */
export function shuffled<Item>(items: readonly Item[]): readonly Item[] {
  return items
    .map((item) => ({ item, rank: Math.random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

/** Returns the median. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function quantile(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * fraction)] ?? Number.NaN;
}

let sink: unknown;

function timeBatch(run: () => unknown, batch: number): number {
  const start = process.hrtime.bigint();
  for (let index = 0; index < batch; index += 1) sink = run();
  const elapsedNs = Number(process.hrtime.bigint() - start);
  if (sink === interleave) throw new Error("unreachable: uses the result");
  return elapsedNs / batch;
}

/** Finds the number of runs that fill a slice, which also warms up the case. */
function batchFor(run: () => unknown, sliceMs: number): number {
  let batch = 16;
  for (;;) {
    const nsPerRun = timeBatch(run, batch);
    if (nsPerRun * batch >= sliceMs * 1e6 * 0.5) return Math.max(1, Math.round((sliceMs * 1e6) / nsPerRun));
    batch *= 2;
  }
}
