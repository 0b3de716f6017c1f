import type { Keys, Store } from "errata/store";

/** Writes down when keys were last used: from time to time, and at the end. */
export interface KeyUses {
  /** Writes every `everyMs` until `stop`. */
  start(everyMs?: number): void;
  /** Writes what is left. */
  stop(): Promise<void>;
}

/** Makes the writer. @param onFailure is told when writing failed; what was noted is kept for the next time */
export function keyUses(
  { store, keys }: { readonly store: Store; readonly keys: Keys },
  onFailure: (error: unknown) => void,
): KeyUses {
  let timer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    try {
      await keys.flush(store);
    } catch (error) {
      onFailure(error);
    }
  }

  return {
    start(everyMs = 10_000) {
      timer = setInterval(() => void flush(), everyMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await flush();
    },
  };
}
