import type { Backend } from "./backend.ts";
import { sweepObjects } from "./objects/sweep-objects.ts";

/** Tidies up after requests that died: from time to time. */
export interface Housekeeping {
  /** Tidies up every `everyMs` until `stop`. */
  start(everyMs?: number): void;
  stop(): Promise<void>;
  /** Tidies up now. @returns how many objects were removed */
  runOnce(): Promise<number>;
}

/** Makes the housekeeping: objects without a document are removed, and credits whose holder died return. */
export function housekeeping(backend: Backend, onFailure: (error: unknown) => void): Housekeeping {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();

  async function runOnce(): Promise<number> {
    await backend.store.transaction((sql) => backend.creditLedger.expire(sql), { isBrief: true });
    return await sweepObjects(backend);
  }

  return {
    runOnce,
    start(everyMs = 30_000) {
      timer = setInterval(() => {
        running = runOnce().catch(onFailure);
      }, everyMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
