import { semaphore } from "../engine/index.ts";
import type { PoolCounts } from "../store.ts";
import { StoreError } from "../store-error.ts";
import type { Connection } from "./connection.ts";
import { isServerFull } from "./postgres-error.ts";

/** A pool of connections. Lost connections are replaced. */
export interface Pool {
  /**
   * Runs `work` with exclusive use of a connection.
   *
   * @throws STORE_TIMEOUT when no connection became free in time
   * @throws STORE_CLOSED after {@link Pool.close}
   */
  use<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result>;
  counts(): PoolCounts;
  /** Rejects new work, waits for running work, and disconnects. */
  close(): Promise<void>;
}

/** Average time between two attempts to connect to a server that has no connection left, in milliseconds. */
const FULL_RETRY_MS = 40;

/** Time after which an idle connection is returned to the server, in milliseconds: other processes may wait for one. */
const IDLE_MS = 10_000;

/** Creates a pool. @param waitTimeoutMs longest wait for a free connection, in milliseconds */
export function pool(
  open: () => Connection,
  maxConnections: number,
  waitTimeoutMs: number,
  idleMs: number = IDLE_MS,
): Pool {
  const idle: { readonly connection: Connection; readonly since: number }[] = [];
  const running = new Set<Promise<unknown>>();
  const permits = semaphore(maxConnections, waitTimeoutMs, () => {
    return new StoreError(
      "STORE_TIMEOUT",
      `none of the ${maxConnections} connections to PostgreSQL became free within ${waitTimeoutMs} ms. ` +
        "Raise maxConnections, or shorten the transactions.",
    );
  });
  const waiting = waitingCalls(tryOpen, giveBack);
  let isClosed = false;
  let fullUntil = 0;
  const trimming = setInterval(trim, idleMs / 2);
  trimming.unref();

  /** Prefers the connection used last: its statements are prepared and its memory is warm. */
  function pickIdle(): Connection | undefined {
    for (let last = idle.pop(); last !== undefined; last = idle.pop()) {
      if (last.connection.isAlive) return last.connection;
    }
    return undefined;
  }

  /** Keeps one connection, so that this process can always work. */
  function trim(): void {
    const tooOld = performance.now() - idleMs;
    while (idle.length > 1 && (idle[0]?.since ?? tooOld) < tooOld) {
      void idle
        .shift()
        ?.connection.end()
        .catch(() => undefined);
    }
  }

  /** Passes a connection to the call that has waited longest. */
  function giveBack(connection: Connection): void {
    if (!waiting.pass(connection)) idle.push({ connection, since: performance.now() });
  }

  /** Waits when the server has no connection left: another call, or another process, returns one. */
  async function pick(deadline: number): Promise<Connection> {
    const connection = waiting.hasCalls() ? undefined : (pickIdle() ?? (await tryOpen(deadline)));
    return connection ?? (await waiting.wait(deadline));
  }

  /** @returns undefined if the server has no connection left, and until the deadline */
  async function tryOpen(deadline: number): Promise<Connection | undefined> {
    const now = performance.now();
    // One call at a time asks a server that is full.
    if (now < fullUntil && now < deadline) return undefined;
    try {
      const connection = open();
      await connection.ready();
      return connection;
    } catch (error) {
      if (!isServerFull(error) || now >= deadline) throw error;
      fullUntil = performance.now() + FULL_RETRY_MS;
      return undefined;
    }
  }

  async function runWithConnection<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> {
    if (isClosed)
      throw new StoreError("STORE_CLOSED", "the PostgreSQL store is closed. Open it again, or close it later.");
    const deadline = performance.now() + waitTimeoutMs;
    await permits.acquire();
    let connection: Connection | undefined;
    try {
      connection = await pick(deadline);
      return await work(connection);
    } finally {
      if (connection?.isAlive === true) giveBack(connection);
      permits.release();
    }
  }

  return {
    async use(work) {
      const result = runWithConnection(work);
      running.add(result);
      try {
        return await result;
      } finally {
        running.delete(result);
      }
    },
    counts: () => ({ busy: permits.held, idle: idle.length, waiting: permits.waiting }),
    async close() {
      isClosed = true;
      clearInterval(trimming);
      await Promise.allSettled(running);
      await Promise.all(idle.splice(0).map(({ connection }) => connection.end()));
    },
  };
}

/** The calls that wait for a connection of a server that has none left, in their order. */
interface WaitingCalls {
  hasCalls(): boolean;
  /** Passes a connection to the call that has waited longest. @returns false if no call waits */
  pass(connection: Connection): boolean;
  wait(deadline: number): Promise<Connection>;
}

/** @param tryOpen asks the server; undefined if it still has no connection @param giveBack receives a new connection */
function waitingCalls(
  tryOpen: (deadline: number) => Promise<Connection | undefined>,
  giveBack: (connection: Connection) => void,
): WaitingCalls {
  const calls = new Set<(connection: Connection) => void>();
  return {
    hasCalls: () => calls.size > 0,
    pass(connection) {
      const [receive] = calls;
      receive?.(connection);
      return receive !== undefined;
    },
    wait: (deadline) =>
      new Promise((resolve, reject) => {
        let isAsking = false;
        const timer = setInterval(() => void ask(), FULL_RETRY_MS);
        const stop = (): void => {
          clearInterval(timer);
          calls.delete(receive);
        };
        const receive = (connection: Connection): void => {
          stop();
          resolve(connection);
        };
        /** The call that has waited longest asks the server, and every call does at its deadline. */
        async function ask(): Promise<void> {
          const [first] = calls;
          if (isAsking || (first !== receive && performance.now() < deadline)) return;
          isAsking = true;
          try {
            const connection = await tryOpen(deadline);
            if (connection !== undefined) giveBack(connection);
          } catch (error) {
            stop();
            reject(error);
          }
          isAsking = false;
        }
        calls.add(receive);
      }),
  };
}
