import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { RunningDemo } from "./demo-api.ts";

/** Starts a transaction that ends only when the demo stops, so that the store does not respond. */
export function blockStore({ store, stopped }: RunningDemo): Promise<void> {
  return new Promise((resolve) => {
    store
      .transaction(() => {
        resolve();
        return stopped;
      })
      .catch(() => undefined);
  });
}

/** Deletes every file in a folder of the demo. @param path such as `imaging/kept` */
export function deleteFiles(path: string): (demo: RunningDemo) => Promise<void> {
  return async ({ folder }) => {
    for (const name of await readdir(join(folder, path))) await rm(join(folder, path, name), { recursive: true });
  };
}
