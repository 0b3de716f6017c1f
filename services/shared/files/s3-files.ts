import { createWriteStream } from "node:fs";
import { mkdir, open, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Content, fileSink } from "errata/guards/upload";
import { checkFileId, type FileStore, measured } from "./file-store.ts";
import { inspectFile } from "./folder-files.ts";
import type { S3Client, S3Object } from "./s3-client.ts";

/** Bytes that are read at once from a stored file that is read at any position: the headers of files are smaller. */
const blockBytes = 256 * 1024;

/** Stores files in a bucket, under `<name>/<id>`. Only uploads and copies for worker processes are in `folder`. */
export async function s3Files(client: S3Client, folder: string, name: string): Promise<FileStore> {
  const scratch = join(folder, name);
  await mkdir(scratch, { recursive: true });
  const scratchPath = (fileId: string): string => join(scratch, checkFileId(fileId));
  const keyOf = (fileId: string): string => `${name}/${checkFileId(fileId)}`;

  async function find(fileId: string, ...options: [S3Range?, AbortSignal?]): Promise<S3Object> {
    const object = await client.get(keyOf(fileId), ...options);
    if (object === undefined) throw new Error(`Expected the object ${keyOf(fileId)} in the bucket, found none.`);
    return object;
  }

  return {
    name,
    receive: async (fileId) => measured(await fileSink(scratchPath(fileId))),
    async inspect(fileId, work) {
      const file = await open(scratchPath(fileId)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOENT") throw error;
      });
      if (file !== undefined) return await inspectFile(file, work);
      return await work(await contentOf((range) => find(fileId, range)));
    },
    async keep(fileId, signal) {
      const path = scratchPath(fileId);
      const { size } = await stat(path);
      await client.put(keyOf(fileId), { path, bytes: size }, signal);
      await rm(path, { force: true });
    },
    async write(fileId, content, signal) {
      await client.put(keyOf(fileId), content, signal);
    },
    async remove(fileId) {
      await rm(scratchPath(fileId), { force: true });
      await client.remove(keyOf(fileId));
    },
    incomingPath: scratchPath,
    async withPath(fileId, work) {
      const path = `${scratchPath(fileId)}.${crypto.randomUUID()}`;
      try {
        await pipeline((await find(fileId)).chunks, createWriteStream(path, { flags: "wx", mode: 0o600 }));
        return await work(path);
      } finally {
        await rm(path, { force: true });
      }
    },
    async read(fileId, bytes, range, signal) {
      const object = await find(fileId, range, signal);
      // Also closed by a reader that leaves before the first chunk.
      if (object.bytes === bytes)
        return Readable.from(object.chunks, { objectMode: false }).once("close", object.discard);
      object.discard();
      throw new Error(`Expected ${fileId} to have ${bytes} bytes in the bucket, found ${object.bytes}.`);
    },
  };
}

type S3Range = Parameters<S3Client["get"]>[1];

/** Reads an object in blocks, because every request takes milliseconds. */
async function contentOf(get: (range: S3Range) => Promise<S3Object>): Promise<Content> {
  async function readBlock(offset: number, length: number): Promise<{ total: number; offset: number; block: Buffer }> {
    const { bytes: total, chunks } = await get({ first: offset, last: offset + Math.max(length, blockBytes) - 1 });
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(chunk);
    return { total, offset, block: Buffer.concat(parts) };
  }
  let current = await readBlock(0, 0);
  return {
    bytes: current.total,
    async read(offset, length) {
      const wanted = Math.max(0, Math.min(length, current.total - offset));
      if (offset < current.offset || offset + wanted > current.offset + current.block.byteLength) {
        current = await readBlock(offset, wanted);
      }
      return current.block.subarray(offset - current.offset, offset - current.offset + wanted);
    },
  };
}
