import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileSink, type UploadSink } from "errata/guards/upload";

/** What is known of a file once all of its bytes are on the disk. */
export interface ReceivedFile {
  readonly bytes: number;
  /** SHA-256 of the content, hexadecimal. */
  readonly sha256: string;
}

/** A file that is arriving. */
export interface IncomingFile extends UploadSink {
  /** Says what arrived; to be called once, after `finish`. */
  measure(): ReceivedFile;
}

/** Part of a file, both ends included, as in RFC 9110 section 14.1.2. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** Keeps files on disk. A file is either whole and synced under its final name, or not there at all. */
export interface FileStore {
  /** Names this folder for ever, so that only its own process tidies it up. */
  readonly folderId: string;
  /** Opens an incoming file. It becomes visible by `keep` only. */
  receive(fileId: string): Promise<IncomingFile>;
  /** Reads the first bytes of a file that has arrived, kept or not yet. */
  head(fileId: string, maxBytes: number): Promise<Uint8Array>;
  /** Gives an incoming file its final name. */
  keep(fileId: string): Promise<void>;
  /** Removes a file wherever it is; one that is not there is no fault. */
  remove(fileId: string): Promise<void>;
  /** Opens a kept file. @throws Error when it is gone, or has not the length that it had */
  read(fileId: string, bytes: number, range?: ByteRange): Promise<Readable>;
  /** Removes what incoming files a dead process left. Nothing may be on its way meanwhile. */
  sweepIncoming(): Promise<number>;
}

/** Opens, or makes, the folders of a file store. One process owns a folder. */
export async function openFileStore(folder: string): Promise<FileStore> {
  const incoming = join(folder, "incoming");
  const kept = join(folder, "kept");
  await Promise.all([mkdir(incoming, { recursive: true }), mkdir(kept, { recursive: true })]);
  const incomingPath = (fileId: string): string => join(incoming, checked(fileId));
  const keptPath = (fileId: string): string => join(kept, checked(fileId));

  return {
    folderId: await readFolderId(folder),
    receive: async (fileId) => measured(await fileSink(incomingPath(fileId))),
    async head(fileId, maxBytes) {
      const file = await openEither(incomingPath(fileId), keptPath(fileId));
      try {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(maxBytes), 0, maxBytes, 0);
        return buffer.subarray(0, bytesRead);
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
    async read(fileId, bytes, range) {
      const path = keptPath(fileId);
      const { size } = await stat(path);
      if (size !== bytes) throw new Error(`${fileId} has ${size} bytes on disk, expected ${bytes}`);
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

/** File ids are made by this service; the check keeps a mistake from becoming a path. */
function checked(fileId: string): string {
  if (/^[a-z]{3}_[0-9a-f]{24}$/.test(fileId)) return fileId;
  throw new RangeError(`expected a file id such as rep_0123456789abcdef01234567, received ${fileId.slice(0, 80)}`);
}

async function openEither(first: string, second: string): Promise<FileHandle> {
  try {
    return await open(first);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return await open(second);
  }
}

/** Counts and hashes what passes. */
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

/** A rename is durable only once its folder is synced. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
