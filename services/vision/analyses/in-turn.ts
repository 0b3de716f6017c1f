/**
 * Works on several items at a time, in their order. The first failure ends the others by their signal, and is thrown once
 * nothing runs any more.
 *
 * @param width how many at a time; 1 or more
 */
export async function inTurn<Item, Result>(
  items: readonly Item[],
  { width, signal }: { readonly width: number; readonly signal: AbortSignal },
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const failures: unknown[] = [];
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const waiting = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of waiting) {
      if (failures.length > 0) return;
      try {
        either.throwIfAborted();
        results[index] = await work(item, either);
      } catch (error) {
        failures.push(error);
        failed.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  if (failures.length > 0) throw failures[0];
  return results;
}
