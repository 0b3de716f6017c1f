import { setTimeout as sleep } from "node:timers/promises";
import type { Server } from "./engines.ts";
import type { Nodes } from "./nodes.ts";

/** The servers of the cluster. */
export interface Servers {
  readonly postgres: Server;
  readonly redis: Server;
  readonly objectStore: Server;
}

/** A fault of the cluster. */
export interface Fault {
  readonly name: string;
  /** Causes the fault and ends it. */
  run(): Promise<void>;
}

/** How long servers are out of order, in milliseconds. */
export interface Outages {
  readonly missingMs: number;
  readonly frozenMs: number;
}

/** Returns the faults in their sequence. */
export function faults(
  nodes: Nodes,
  { postgres, redis, objectStore }: Servers,
  { missingMs, frozenMs }: Outages,
): readonly Fault[] {
  const kill = (index: number): Fault => ({
    name: `node ${index + 1} is killed and started again`,
    async run() {
      await nodes.kill(index);
      await nodes.start(index);
    },
  });
  const stop = (server: Server, ms: number): Fault => ({
    name: `${server.name} is stopped for ${ms / 1_000} s`,
    async run() {
      await server.kill();
      await sleep(ms);
      await server.start();
    },
  });
  return [
    kill(0),
    stop(objectStore, missingMs),
    kill(1),
    stop(postgres, 0),
    stop(redis, missingMs),
    {
      name: `PostgreSQL is frozen for ${frozenMs / 1_000} s`,
      async run() {
        postgres.freeze();
        await sleep(frozenMs);
        postgres.thaw();
      },
    },
    kill(2),
    {
      name: "nodes are restarted one after the other, as for an upgrade",
      async run() {
        for (const [index] of nodes.urls.entries()) await nodes.restart(index);
      },
    },
  ];
}
