import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { type Content, fileSink, type UploadSink } from "errata/guards/upload";

/** Bytes in a megabyte of file size limits: binary, so that a file which file managers show as 25 MB is accepted. */
export const MB: number = 1024 * 1024;

/** Bytes in a gigabyte of storage plans: decimal. */
export const GB: number = 1_000_000_000;

/** A file that is completely on disk. */
export interface ReceivedFile {
  readonly bytes: number;
  /** SHA-256 of the content, hexadecimal. */
  readonly sha256: string;
}

/** A file that is being received. */
export interface IncomingFile extends UploadSink {
  /** Returns the size and hash. Call it once, after `finish`. */
  measure(): ReceivedFile;
}

/** Part of a file; both ends are included (RFC 9110 section 14.1.2). */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** Stores files on disk. A file is either complete and synced under its final name, or does not exist. */
export interface FileStore {
  /** Permanent id of this folder. Each process cleans up only its own folder. */
  readonly folderId: string;
  /** Opens a new file for writing. It cannot be read before `keep`. */
  receive(fileId: string): Promise<IncomingFile>;
  /** Opens a received file, before or after `keep`, and closes it after `work`, which can read it at any position. */
  inspect<Result>(fileId: string, work: (content: Content) => Promise<Result>): Promise<Result>;
  /** Moves a received file to its final name and syncs the folder. */
  keep(fileId: string): Promise<void>;
  /** Deletes a file, before or after `keep`. Does nothing if it does not exist. */
  remove(fileId: string): Promise<void>;
  /** Returns the path of a new file, for a worker process that writes it. The process must sync the file before `keep`. */
  incomingPath(fileId: string): string;
  /** Returns the path of a stored file, for a worker process that reads it. */
  path(fileId: string): string;
  /** Opens a file. @throws Error if it does not exist, or if its length differs from `bytes` */
  read(fileId: string, bytes: number, range?: ByteRange): Promise<Readable>;
  /** Deletes the partial files of a dead process. Call it before anything is received. @returns how many */
  sweepIncoming(): Promise<number>;
}

/** Opens a file store and creates its folders. One process owns a folder. */
export async function openFileStore(folder: string): Promise<FileStore> {
  const incoming = join(folder, "incoming");
  const kept = join(folder, "kept");
  await Promise.all([mkdir(incoming, { recursive: true }), mkdir(kept, { recursive: true })]);
  const incomingPath = (fileId: string): string => join(incoming, checkedId(fileId));
  const keptPath = (fileId: string): string => join(kept, checkedId(fileId));

  return {
    folderId: await readFolderId(folder),
    receive: async (fileId) => measured(await fileSink(incomingPath(fileId))),
    async inspect(fileId, work) {
      const file = await openEither(incomingPath(fileId), keptPath(fileId));
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
    },
    async keep(fileId) {
      await rename(incomingPath(fileId), keptPath(fileId));
      await sync(kept);
    },
    async remove(fileId) {
      await Promise.all([rm(incomingPath(fileId), { force: true }), rm(keptPath(fileId), { force: true })]);
    },
    incomingPath,
    path: keptPath,
    async read(fileId, bytes, range) {
      const path = keptPath(fileId);
      const { size } = await stat(path);
      if (size !== bytes) throw new Error(`Expected ${fileId} to have ${bytes} bytes on disk, found ${size}.`);
      return createReadStream(path, range === undefined ? {} : { start: range.first, end: range.last });
    },
    async sweepIncoming() {
      const names = await readdir(incoming);
      await Promise.all(names.map((name) => rm(join(incoming, name), { force: true })));
      return names.length;
    },
  };
}

async function readFolderId(folder: string): Promise<string> {
  const path = join(folder, "folder-id");
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const folderId = crypto.randomUUID();
    await writeFile(`${path}.new`, folderId, { flush: true });
    await rename(`${path}.new`, path);
    return folderId;
  }
}

/** Services generate the ids; the check prevents path traversal if one does not. */
function checkedId(fileId: string): string {
  if (/^[a-z]{3}_[0-9a-f]{24}$/.test(fileId)) return fileId;
  throw new RangeError(`Expected a file id such as rep_0123456789abcdef01234567, received "${fileId.slice(0, 80)}".`);
}

async function openEither(first: string, second: string): Promise<FileHandle> {
  try {
    return await open(first);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return await open(second);
  }
}

/** Counts and hashes the bytes that are written to a sink. */
function measured(sink: UploadSink): IncomingFile {
  const hash = createHash("sha256");
  let bytes = 0;
  return {
    ...sink,
    async write(chunk) {
      await sink.write(chunk);
      hash.update(chunk);
      bytes += chunk.byteLength;
    },
    measure: () => ({ bytes, sha256: hash.digest("hex") }),
  };
}

/** Syncs a folder: without it a rename may be lost in a power failure. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
