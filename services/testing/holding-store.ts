import type { Store } from "errata/store";
import type { Engine } from "./engines.ts";

/** A store that can hold back the transaction of a request with an idempotency key, so that the request is still running. */
export interface HoldingStore {
  /** Wraps a store. */
  wrap(store: Store): Store;
  /** Wraps the store of an engine. */
  engine(engine: Engine): Engine;
  /**
   * Holds back the transaction of the next request that has an idempotency key.
   *
   * @param until when to start it
   * @returns a promise that resolves when the transaction is held back
   */
  holdNext(until: Promise<unknown>): Promise<void>;
}

/** Creates a store that holds transactions back. */
export function holdingStore(): HoldingStore {
  let next: { hasKey: boolean; readonly hold: () => Promise<unknown> } | undefined;

  async function holdIfNext({ engine }: Store): Promise<void> {
    if (next === undefined) return;
    // On the embedded store, the first transaction of the request claims the key.
    if (engine === "sqlite" && !next.hasKey) {
      next.hasKey = true;
      return;
    }
    const { hold } = next;
    next = undefined;
    await hold();
  }

  const wrap = (store: Store): Store => ({
    ...store,
    async transaction(work, options) {
      await holdIfNext(store);
      return await store.transaction(work, options);
    },
  });
  return {
    wrap,
    engine: (engine) => ({
      ...engine,
      async open(migrations, clock) {
        const opened = await engine.open(migrations, clock);
        return { ...opened, store: wrap(opened.store) };
      },
    }),
    holdNext: (until) =>
      new Promise((resolve) => {
        const hold = (): Promise<unknown> => {
          resolve();
          return until;
        };
        next = { hasKey: false, hold };
      }),
  };
}
