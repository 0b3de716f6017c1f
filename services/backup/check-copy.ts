import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Store } from "errata/store";
import { openSqlite } from "errata/store/sqlite";
import type { Progress } from "./data-files.ts";

/** A file that a row of the database refers to. */
export interface StoredFile {
  /** Path in the folder of the files: `orders/kept/fil_0123456789abcdef01234567`. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Checks every page of a copied database, and every transaction of its log, which is moved into the database.
 *
 * @param read reads from the database
 * @returns the result of `read`
 * @throws Error that says what is damaged
 */
export async function checkDatabase<Result>(path: string, read: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openSqlite({ path, migrations: [] });
  try {
    const [result] = await store.sql<{ integrity_check: string }>`PRAGMA integrity_check`;
    if (result?.integrity_check !== "ok")
      throw new Error(`The database is damaged: ${String(result?.integrity_check).slice(0, 200)}`);
    return await read(store);
  } finally {
    await store.close();
  }
}

/** A file that a row of the database refers to does not exist. */
export class MissingFile extends Error {
  override readonly name = "MissingFile";

  constructor(path: string) {
    super(`The file ${path} is missing, although the database refers to it. Choose another backup.`);
  }
}

/** Compares copied files with their rows. @throws MissingFile; Error if the content of one differs */
export async function checkFiles(folder: string, files: readonly StoredFile[], progress: Progress): Promise<void> {
  for (const [index, file] of files.entries()) {
    await checkFile(folder, file);
    progress(index + 1);
  }
}

/** Lists the files that rows refer to: those of every table that has the length and the hash of files. */
export async function listFiles({ sql }: Store): Promise<StoredFile[]> {
  const rows = await sql<{ api: string; id: string; bytes: number; sha256: string }>`
    SELECT 'imaging' AS api, id, bytes, sha256 FROM imaging_instances
    UNION ALL SELECT 'imaging', id, bytes, sha256 FROM imaging_reports
    UNION ALL SELECT 'vision', id, bytes, sha256 FROM vision_images
    UNION ALL SELECT 'orders', id, bytes, sha256 FROM orders_files
    UNION ALL SELECT 'pdf', id, bytes, sha256 FROM pdf_documents`;
  return rows.map(({ api, id, bytes, sha256 }) => ({ path: join(api, "kept", id), bytes, sha256 }));
}

async function checkFile(folder: string, { path, bytes, sha256 }: StoredFile): Promise<void> {
  const hash = createHash("sha256");
  const stream = createReadStream(join(folder, path));
  await pipeline(stream, hash).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" ? new MissingFile(path) : error;
  });
  if (stream.bytesRead !== bytes || hash.digest("hex") !== sha256)
    throw new Error(`The file ${path} is damaged: its content is not the one that was stored.`);
}
