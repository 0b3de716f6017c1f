/** Work of which one run is under way at most. */
export interface Coalesced {
  /** Runs the work; while it runs, however many calls make it run once more. */
  (): void;
  /** Waits until nothing runs. */
  settled(): Promise<void>;
}

/** Makes one run of many calls, so that no wake-up is lost and none runs twice. @param work must not throw */
export function coalesced(work: () => Promise<void>): Coalesced {
  let running: Promise<void> | undefined;
  let isWanted = false;

  async function run(): Promise<void> {
    while (isWanted) {
      isWanted = false;
      await work();
    }
    running = undefined;
  }

  return Object.assign(
    () => {
      isWanted = true;
      running ??= run();
    },
    { settled: async () => await running },
  );
}
