import { StoreError } from "../store-error.ts";
import type { Connection } from "./connection.ts";

/** Lends connections, at most so many at once; replaces those that died. */
export interface Pool {
  /**
   * Lends a connection to `work` alone.
   *
   * @throws STORE_TIMEOUT when none came free in time
   * @throws STORE_CLOSED after {@link Pool.close}
   */
  lend<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result>;
  /** Refuses new work, lets the work under way finish, and hangs up. */
  close(): Promise<void>;
}

/** Makes a pool. @param waitTimeoutMs longest wait for a free connection, in milliseconds */
export function pool(open: () => Connection, maxConnections: number, waitTimeoutMs: number): Pool {
  const idle: Connection[] = [];
  const waiting = new Set<() => void>();
  const busy = new Set<Promise<unknown>>();
  let lent = 0;
  let isClosed = false;

  async function take(): Promise<void> {
    if (isClosed) {
      throw new StoreError("STORE_CLOSED", "the PostgreSQL store was closed. Open it again, or close it later.");
    }
    if (lent >= maxConnections) await turn(waiting, maxConnections, waitTimeoutMs);
    else lent++;
  }

  /** Prefers the connection used last: its statements are prepared and its memory is warm. */
  function pick(): Connection {
    for (let connection = idle.pop(); connection !== undefined; connection = idle.pop()) {
      if (connection.isAlive) return connection;
    }
    return open();
  }

  async function lend<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> {
    await take();
    let connection: Connection | undefined;
    try {
      connection = pick();
      return await work(connection);
    } finally {
      if (connection?.isAlive === true) idle.push(connection);
      const [next] = waiting;
      if (next === undefined) lent--;
      else next();
    }
  }

  return {
    async lend(work) {
      const lending = lend(work);
      busy.add(lending);
      try {
        return await lending;
      } finally {
        busy.delete(lending);
      }
    },
    async close() {
      isClosed = true;
      await Promise.allSettled(busy);
      await Promise.all(idle.splice(0).map((connection) => connection.end()));
    },
  };
}

function turn(waiting: Set<() => void>, maxConnections: number, waitTimeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      waiting.delete(start);
      reject(
        new StoreError(
          "STORE_TIMEOUT",
          `none of the ${maxConnections} connections to PostgreSQL came free in ${waitTimeoutMs} ms. ` +
            "Raise maxConnections, or shorten the transactions.",
        ),
      );
    }, waitTimeoutMs);
    function start(): void {
      waiting.delete(start);
      clearTimeout(timer);
      resolve();
    }
    waiting.add(start);
  });
}
