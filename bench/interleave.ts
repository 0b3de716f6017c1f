/** One thing to measure: `run` does it once and returns something, so that nothing is optimised away. */
export interface Case {
  readonly name: string;
  readonly run: () => unknown;
}

/** What one case took. */
export interface Timing {
  readonly name: string;
  /** Median over the rounds, in nanoseconds per run. */
  readonly medianNs: number;
  /** What a tenth of the rounds stayed below: the cost where nothing else is busy on the machine. */
  readonly quietNs: number;
}

/**
 * Times several cases in one process, a short slice of each in turn, so that noise on a shared machine falls on all alike.
 *
 * @param rounds how often every case gets its slice. @default 41
 * @param sliceMs length of a slice in milliseconds. @default 20
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

/** Gives the same items in an order drawn by lot. */
export function shuffled<Item>(items: readonly Item[]): readonly Item[] {
  return items
    .map((item) => ({ item, lot: Math.random() }))
    .sort((one, other) => one.lot - other.lot)
    .map(({ item }) => item);
}

/** The middle of a list of numbers. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
}

let sink: unknown;

function timeBatch(run: () => unknown, batch: number): number {
  const start = process.hrtime.bigint();
  for (let index = 0; index < batch; index += 1) sink = run();
  const elapsedNs = Number(process.hrtime.bigint() - start);
  if (sink === interleave) throw new Error("unreachable: keeps the result alive");
  return elapsedNs / batch;
}

/** Finds how many runs fill a slice, and warms the case up on the way. */
function batchFor(run: () => unknown, sliceMs: number): number {
  let batch = 16;
  for (;;) {
    const nsPerRun = timeBatch(run, batch);
    if (nsPerRun * batch >= sliceMs * 1e6 * 0.5) return Math.max(1, Math.round((sliceMs * 1e6) / nsPerRun));
    batch *= 2;
  }
}
