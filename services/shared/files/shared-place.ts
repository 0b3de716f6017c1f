import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { S3Client } from "./s3-client.ts";

/** The place that all nodes of an installation share: a data folder or a bucket. It has small files beside those of the APIs. */
export interface SharedPlace {
  /** Describes the place to the operator, without secrets. */
  readonly about: string;
  /** Reads a small file. @returns undefined if it does not exist */
  read(name: string): Promise<string | undefined>;
  /** Creates a small file, readable by its owner only, unless it exists. */
  create(name: string, content: string): Promise<void>;
}

/** A place in a folder. Of several processes that create a file at once, one does, completely. */
export function folderPlace(folder: string): SharedPlace {
  return {
    about: `the folder ${folder}`,
    async read(name) {
      try {
        return await readFile(join(folder, name), "utf8");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
      }
    },
    async create(name, content) {
      const path = join(folder, name);
      const draft = `${path}.${crypto.randomUUID()}`;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(draft, content, { mode: 0o600, flush: true });
      try {
        await link(draft, path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      } finally {
        await rm(draft);
      }
    },
  };
}

/** A place in a bucket. S3 has no portable way to create an object once, so callers hold a lock of the database. */
export function bucketPlace(client: S3Client): SharedPlace {
  const read = async (name: string): Promise<string | undefined> => {
    const object = await client.get(name);
    return object && (await buffer(Readable.from(object.chunks))).toString();
  };
  return {
    about: `the bucket ${client.address}`,
    read,
    async create(name, content) {
      if ((await read(name)) === undefined) await client.put(name, Buffer.from(content));
    },
  };
}
