import { parentPort, workerData } from "node:worker_threads";
import type { SqlValue } from "../../store/index.ts";
import { type Batch, columns, hashKey, openWritableArchive } from "../archive/index.ts";
import type { ArchiveCall, ArchiveResult } from "./archive-thread.ts";

/** Opens the archive and calls its methods, one after the other. Runs in a thread of its own. */
const opening = openWritableArchive(workerData);
const respond = (result: ArchiveResult): void => parentPort?.postMessage(result);

let last: Promise<unknown> = opening;
opening.then(
  () => respond({ id: 0 }),
  (error: unknown) => respond({ id: 0, ...failure(error) }),
);
parentPort?.on("message", ({ id, method, args: text }: ArchiveCall) => {
  last = last
    .catch(() => undefined)
    .then(async () => {
      const archive = await opening;
      const args = JSON.parse(text) as unknown[];
      if (method === "write") hashKeys(args[1] as Batch);
      return await (archive[method] as (...args: readonly unknown[]) => Promise<unknown>)(...args);
    })
    .then(
      (value) => respond({ id, value }),
      (error: unknown) => respond({ id, ...failure(error) }),
    );
});

/** Hashes the Idempotency-Keys, which costs the thread of the requests too much. */
function hashKeys({ rows }: Batch): void {
  const index = columns.indexOf("key_hash");
  for (const row of rows as SqlValue[][]) {
    const key = row[index];
    if (typeof key === "string") row[index] = hashKey(key);
  }
}

/** Keeps the message and the code of an error. Drivers' errors have members that cannot be cloned, and a clone has no others. */
function failure(error: unknown): Pick<ArchiveResult, "error" | "code"> {
  if (!(error instanceof Error)) return { error: new Error(String(error)) };
  const { code } = error as { code?: unknown };
  return { error: Object.assign(new Error(error.message), { name: error.name }), code };
}
