import { setTimeout as sleep } from "node:timers/promises";
import type { StoreChange } from "../store.ts";
import type { Connection } from "./connection.ts";

/** Receives the changes that PostgreSQL reports, over a connection of its own. */
export interface ChangeListener {
  /** Calls a function for each change. The first call connects, in the background. */
  add(listener: (change: StoreChange) => void): void;
  /** Disconnects. */
  close(): Promise<void>;
}

/** Time between two checks of the connection, and between two attempts to connect, in milliseconds. */
const CHECK_MS = 1_000;

/**
 * Creates a listener. While it is disconnected, changes are lost, so caches also need a lifetime.
 *
 * @param open opens a connection that passes on the payloads of notifications
 */
export function changeListener(open: (onNotify: (payload: string) => void) => Connection): ChangeListener {
  const listeners: ((change: StoreChange) => void)[] = [];
  const closing = new AbortController();
  let running: Promise<void> | undefined;

  async function listen(): Promise<void> {
    let schema = "";
    const connection = open((payload) => {
      const [, of, kind, id] = /^(\S+) (key|tenant) (.*)$/s.exec(payload) ?? [];
      if (of !== schema || id === undefined) return;
      for (const listener of listeners) listener({ kind: kind === "key" ? "key" : "tenant", id });
    });
    try {
      const [row] = await connection.run(currentSchema, []);
      schema = String((row as { schema?: unknown } | undefined)?.schema);
      await connection.exec("LISTEN errata_changes");
      while (connection.isAlive) {
        await pause();
        await connection.exec("SELECT 1");
      }
    } finally {
      await connection.end();
    }
  }

  const pause = (): Promise<void> => sleep(CHECK_MS, undefined, { signal: closing.signal, ref: false });

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      await listen().catch(() => undefined);
      await pause().catch(() => undefined);
    }
  }

  return {
    add(listener) {
      listeners.push(listener);
      running ??= run();
    },
    async close() {
      closing.abort();
      await running;
    },
  };
}

const currentSchema = Object.assign(["SELECT current_schema() AS schema"], {
  raw: ["SELECT current_schema() AS schema"],
}) satisfies TemplateStringsArray;
