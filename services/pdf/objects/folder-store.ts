import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ObjectStore } from "./object-store.ts";

/** Keeps objects as files of a folder. A file gets its name once it is whole and on the disk. */
export function folderStore(folder: string): ObjectStore {
  const pathOf = (key: string): string => join(folder, checked(key));
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
      await sync(dirname(path));
    },
    async get(key, signal) {
      return await readFile(pathOf(key), signal === undefined ? {} : { signal });
    },
    remove: (key) => rm(pathOf(key), { force: true }),
  };
}

/** Keys are made by this service; the check keeps a mistake from becoming a path. */
function checked(key: string): string {
  if (/^[\w-]+\/[\w-]+\.pdf$/.test(key)) return key;
  throw new RangeError(`expected a key such as pdw_1/doc_1.pdf, received "${key.slice(0, 80)}". Make it by objectKey.`);
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

/** A rename is durable only once its folder is synced. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
