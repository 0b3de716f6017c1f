import { StoreError } from "../store-error.ts";

/** Hands the one connection to one caller at a time, in the order in which they asked. */
export interface Turns {
  /** Says whether nobody holds the connection; if so, {@link Turns.take} would not wait. */
  readonly isFree: boolean;
  /**
   * Waits for the connection. Call {@link Turns.pass} when done.
   *
   * @throws STORE_TIMEOUT when the holder kept it longer than the wait
   */
  take(): Promise<void>;
  /** Gives the connection to the next caller. */
  pass(): void;
}

/** Makes the queue of one connection. @param waitTimeoutMs longest wait for a turn, in milliseconds */
export function turns(waitTimeoutMs: number): Turns {
  const waiting: { start: () => void; isGone: boolean }[] = [];
  let isFree = true;
  let head = 0;

  function next(): void {
    for (;;) {
      const entry = waiting[head];
      if (entry === undefined) break;
      head++;
      if (!entry.isGone) {
        entry.start();
        return;
      }
    }
    waiting.length = 0;
    head = 0;
    isFree = true;
  }

  function wait(): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const entry = { isGone: false, start: started };
      const timer = setTimeout(() => {
        entry.isGone = true;
        reject(waitedTooLong(waitTimeoutMs));
      }, waitTimeoutMs);
      function started(): void {
        clearTimeout(timer);
        resolve();
      }
      waiting.push(entry);
    });
  }

  return {
    get isFree() {
      return isFree;
    },
    async take() {
      if (!isFree) return await wait();
      isFree = false;
    },
    pass: next,
  };
}

function waitedTooLong(waitTimeoutMs: number): StoreError {
  return new StoreError(
    "STORE_TIMEOUT",
    `waited ${waitTimeoutMs} ms for the embedded store while a transaction held it. ` +
      "Keep slow work (network calls, large files) out of store.transaction.",
  );
}
