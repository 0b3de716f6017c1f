import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ObjectStore } from "./object-store.ts";

/** Stores objects as files. A file gets its final name once it is complete and synced. */
export function folderStore(folder: string): ObjectStore {
  const pathOf = (key: string): string => join(folder, checkKey(key));
  return {
    async put(key, bytes, signal) {
      const path = pathOf(key);
      const incoming = `${path}.${crypto.randomUUID()}.new`;
      await mkdir(dirname(path), { recursive: true });
      try {
        await writeSynced(incoming, bytes);
        signal?.throwIfAborted();
        await rename(incoming, path);
      } catch (error) {
        await rm(incoming, { force: true });
        throw error;
      }
      await syncFolder(dirname(path));
    },
    async get(key, signal) {
      return await readFile(pathOf(key), signal === undefined ? {} : { signal });
    },
    remove: (key) => rm(pathOf(key), { force: true }),
  };
}

/** Keys are created by this service; the check prevents a bug from writing elsewhere. */
function checkKey(key: string): string {
  if (/^[\w-]+\/[\w-]+\.pdf$/.test(key)) return key;
  throw new RangeError(
    `expected a key such as pdw_1/doc_1.pdf, received "${key.slice(0, 80)}". Create it with objectKey.`,
  );
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A rename is durable only after its folder is synced. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
