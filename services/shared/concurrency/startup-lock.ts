import { setTimeout as sleep } from "node:timers/promises";
import type { Store } from "errata/store";
import { every } from "./every.ts";

/** Shorter than the pause that PostgreSQL allows inside a transaction, in milliseconds. */
const keepAliveMs = 5_000;

/** Time between two attempts to get the lock, in milliseconds. */
const retryMs = 100;

/**
 * Runs work while no other process on the same database runs it, so that processes which start at once do so one after the
 * other. The embedded store has one process, which needs no lock.
 *
 * @param waitMs longest wait for the other processes, in milliseconds. @default 120_000
 * @throws Error if another process keeps the lock longer
 */
export async function withStartupLock<Result>(
  store: Store,
  work: () => Promise<Result>,
  waitMs = 120_000,
): Promise<Result> {
  if (store.engine === "sqlite") return await work();
  const deadline = performance.now() + waitMs;
  for (;;) {
    const lock = holdLock(store);
    try {
      if (await lock.isAcquired) return await work();
    } finally {
      await lock.release();
    }
    if (performance.now() > deadline) {
      throw new Error(
        `Another process has been starting on the same database for ${waitMs / 1_000} s. Stop it, and start again.`,
      );
    }
    await sleep(retryMs * (0.5 + Math.random()));
  }
}

/**
 * Holds the lock in a transaction of its own connection: it ends with the process, however that dies. The work runs outside
 * of the transaction, with other connections.
 */
function holdLock(store: Store): { readonly isAcquired: Promise<boolean>; release(): Promise<void> } {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let transaction: Promise<void> | undefined;
  const isAcquired = new Promise<boolean>((resolve, reject) => {
    transaction = store.transaction(async (sql) => {
      const [row] = await sql<{ is_free: number }>`
        SELECT pg_try_advisory_xact_lock(hashtext('errata_startup'), hashtext(COALESCE(current_schema(), ''))) AS is_free`;
      resolve(row?.is_free === 1);
      const keepAlive = every(
        keepAliveMs,
        () => sql`SELECT 1 AS x`,
        () => undefined,
      );
      keepAlive.start();
      await released;
      await keepAlive.stop();
    });
    transaction.catch(reject);
  });
  return {
    isAcquired,
    async release() {
      release();
      await transaction;
    },
  };
}
