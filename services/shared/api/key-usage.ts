import type { Keys, Store } from "errata/store";
import { type BackgroundJob, every } from "../concurrency/index.ts";

/**
 * Creates a job that stores when API keys were last used, every 10 s and when it stops.
 *
 * @param onFailure receives the error of a failed write; the next run writes the same usage again
 */
export function keyUsageFlusher(
  { store, keys }: { readonly store: Store; readonly keys: Keys },
  onFailure: (error: unknown) => void,
): BackgroundJob {
  const flush = (): Promise<unknown> => keys.flush(store);
  const flusher = every(10_000, flush, onFailure);
  return {
    start: () => flusher.start(),
    async stop() {
      await flusher.stop();
      await flush().catch(onFailure);
    },
  };
}
