/** Work that runs beside the requests. */
export interface BackgroundJob {
  /** Starts the job. Does nothing if it is already started. */
  start(): void;
  /** Stops the job and waits for the run under way. The job can be started again. */
  stop(): Promise<void>;
}

/**
 * Creates a job that runs again `ms` milliseconds after the previous run ended, so runs never overlap. The timer does not
 * keep the process alive.
 *
 * @param ms time before the first run and between runs, in milliseconds, 1 or more
 * @param run the work; the signal aborts when the job is stopped, so a long run can end early
 * @param onFailure receives the error of a failed run; the next run takes place as usual
 * @example
 * ```ts
 * const cleanup = every(10_000, () => deleteExpiredOrders(store), (error) => log.error(error));
 * cleanup.start();
 * await cleanup.stop();
 * ```
 */
export function every(
  ms: number,
  run: (signal: AbortSignal) => Promise<unknown>,
  onFailure: (error: unknown) => void,
): BackgroundJob {
  let stopping: AbortController | undefined;
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> = Promise.resolve();

  async function runOnce(signal: AbortSignal): Promise<void> {
    try {
      await run(signal);
    } catch (error) {
      onFailure(error);
    }
    schedule(signal);
  }

  function schedule(signal: AbortSignal): void {
    if (signal.aborted) return;
    timer = setTimeout(() => {
      underWay = underWay.then(() => runOnce(signal));
    }, ms);
    timer.unref();
  }

  return {
    start() {
      if (stopping !== undefined) return;
      stopping = new AbortController();
      schedule(stopping.signal);
    },
    async stop() {
      clearTimeout(timer);
      stopping?.abort();
      stopping = undefined;
      await underWay;
    },
  };
}
