import { AsyncLocalStorage } from "node:async_hooks";
import { StoreError } from "./store-error.ts";

/** Knows whether the code that runs now was called from inside a store's own transaction. */
export interface TransactionScope {
  /** Runs a transaction's callback, marking everything that it awaits. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /**
   * Refuses a call that would wait for the very transaction it is called from, or silently run outside of it.
   *
   * @throws STORE_IN_TRANSACTION
   */
  refuseInside(verb: "sql" | "transaction"): void;
}

/** Makes the scope of one store. */
export function transactionScope(): TransactionScope {
  const running = new AsyncLocalStorage<{ isOpen: boolean }>();
  return {
    async run(work) {
      // Work that outlives the transaction (a timer it started) inherits the mark; `isOpen` sets it free.
      const mark = { isOpen: true };
      try {
        return await running.run(mark, work);
      } finally {
        mark.isOpen = false;
      }
    },
    refuseInside(verb) {
      if (running.getStore()?.isOpen !== true) return;
      throw new StoreError(
        "STORE_IN_TRANSACTION",
        `store.${verb} was called inside the callback of store.transaction, where it would run outside of that transaction ` +
          "and wait for it for ever. Use the sql that the callback is handed.",
      );
    },
  };
}
