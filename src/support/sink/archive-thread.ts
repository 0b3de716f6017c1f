import { Worker } from "node:worker_threads";
import type { Archive, ArchiveOptions, WritableArchive } from "../archive/index.ts";

/** A thread that has opened an archive, and calls its methods. */
export interface ArchiveThread extends Pick<WritableArchive, "start" | "write" | "purge" | "end">, Archive {}

/** A call of a method of the archive. */
export interface ArchiveCall {
  readonly id: number;
  readonly method: keyof ArchiveThread;
  /** The arguments as JSON, which costs less than a structured clone. */
  readonly args: string;
}

/** The result of a call; of the call 0, which opens the archive, it has no value. */
export interface ArchiveResult {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: Error;
  /** Code of the error, by which a boundary recognises an outage. */
  readonly code?: unknown;
}

/**
 * Starts a thread and opens the archive in it, so that neither SQLite nor the network delays requests.
 *
 * @throws the error of the store
 */
export async function startThread(options: ArchiveOptions): Promise<ArchiveThread> {
  const thread = new Worker(new URL("./run-thread.ts", import.meta.url), { workerData: options, stderr: false });
  // Occurrences that are being written do not keep a program running; `close` waits for them.
  thread.unref();
  const calls = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  let lastId = 0;
  let failure: unknown;
  const fail = (error: unknown): void => {
    failure ??= error;
    for (const { reject } of calls.values()) reject(failure);
    calls.clear();
  };
  thread.on("error", fail);
  thread.on("exit", () => fail(new Error("The thread that stores occurrences has ended.")));
  thread.on("message", ({ id, value, error, code }: ArchiveResult) => {
    const call = calls.get(id);
    calls.delete(id);
    if (calls.size === 0) thread.unref();
    if (error === undefined) call?.resolve(value);
    else call?.reject(Object.assign(error, { code }));
  });
  const wait = (id: number): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (failure !== undefined) return reject(failure);
      calls.set(id, { resolve, reject });
      // A caller waits for the result.
      thread.ref();
    });
  const call =
    (method: keyof ArchiveThread) =>
    (...args: readonly unknown[]): Promise<never> => {
      lastId += 1;
      const result = wait(lastId);
      thread.postMessage({ id: lastId, method, args: JSON.stringify(args) } satisfies ArchiveCall);
      return result as Promise<never>;
    };
  await wait(0);
  return {
    find: call("find"),
    chart: call("chart"),
    activity: call("activity"),
    tenants: call("tenants"),
    tenant: call("tenant"),
    writers: call("writers"),
    erase: call("erase"),
    start: call("start"),
    write: call("write"),
    purge: call("purge"),
    end: call("end"),
    async close() {
      const closed: Promise<void> = call("close")();
      await closed;
      await thread.terminate();
    },
  };
}
