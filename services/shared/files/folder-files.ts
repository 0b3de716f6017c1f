import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Content, fileSink } from "errata/guards/upload";
import { checkFileId, type FileStore, measured } from "./file-store.ts";

/** Stores files in a folder, and creates it. Processes of one machine may share it. */
export async function folderFiles(folder: string, name: string): Promise<FileStore> {
  const incoming = join(folder, name, "incoming");
  const kept = join(folder, name, "kept");
  await Promise.all([mkdir(incoming, { recursive: true }), mkdir(kept, { recursive: true })]);
  const incomingPath = (fileId: string): string => join(incoming, checkFileId(fileId));
  const keptPath = (fileId: string): string => join(kept, checkFileId(fileId));

  async function keep(fileId: string): Promise<void> {
    await rename(incomingPath(fileId), keptPath(fileId));
    await syncFolder(kept);
  }

  return {
    name,
    receive: async (fileId) => measured(await fileSink(incomingPath(fileId))),
    inspect: async (fileId, work) => await inspectFile(await openEither(incomingPath(fileId), keptPath(fileId)), work),
    keep,
    async write(fileId, content, signal) {
      const sink = await fileSink(incomingPath(fileId));
      try {
        await sink.write(content);
        signal?.throwIfAborted();
        await sink.finish();
      } catch (error) {
        await sink.discard();
        throw error;
      }
      await keep(fileId);
    },
    async remove(fileId) {
      await Promise.all([rm(incomingPath(fileId), { force: true }), rm(keptPath(fileId), { force: true })]);
    },
    incomingPath,
    withPath: (fileId, work) => work(keptPath(fileId)),
    async read(fileId, bytes, range, signal) {
      const path = keptPath(fileId);
      const { size } = await stat(path);
      if (size !== bytes) throw new Error(`Expected ${fileId} to have ${bytes} bytes on disk, found ${size}.`);
      return createReadStream(path, {
        ...(range && { start: range.first, end: range.last }),
        ...(signal && { signal }),
      });
    },
  };
}

/** Passes an open file to `work`, and closes it. */
export async function inspectFile<Result>(
  file: FileHandle,
  work: (content: Content) => Promise<Result>,
): Promise<Result> {
  try {
    const { size } = await file.stat();
    return await work({
      bytes: size,
      async read(offset, length) {
        const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
        const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, offset);
        return buffer.subarray(0, bytesRead);
      },
    });
  } finally {
    await file.close();
  }
}

async function openEither(first: string, second: string): Promise<FileHandle> {
  try {
    return await open(first);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return await open(second);
  }
}

/** Syncs a folder: without it a rename may be lost in a power failure. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
