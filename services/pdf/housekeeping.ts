import { type BackgroundJob, every } from "../shared/concurrency/index.ts";
import type { Backend } from "./backend.ts";
import { sweepObjects } from "./objects/sweep-objects.ts";

/** Tidies up after requests that died: from time to time. */
export interface Housekeeping extends BackgroundJob {
  /** Tidies up now. @returns how many objects were removed */
  runOnce(): Promise<number>;
}

/** Makes the housekeeping: objects without a document are removed, and credits whose holder died return. */
export function housekeeping(backend: Backend, onFailure: (error: unknown) => void): Housekeeping {
  async function runOnce(): Promise<number> {
    await backend.store.transaction((sql) => backend.creditLedger.expire(sql), { sqlOnly: true });
    return await sweepObjects(backend);
  }

  return { runOnce, ...every(30_000, runOnce, onFailure) };
}
