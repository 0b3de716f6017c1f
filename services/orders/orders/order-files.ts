import type { TransactionSql } from "errata/store";
import type { ReceivedFile } from "../../shared/files/index.ts";
import { newId } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import type { Order } from "./order.ts";

/** A file that is complete on disk. */
export interface StoredFile extends ReceivedFile {
  readonly id: string;
}

/** Properties of a file that callers see. */
export interface FileInfo {
  readonly role: "upload" | "result";
  readonly position: number;
  readonly fileName: string;
  readonly mediaType: string;
}

type FileBackend = Pick<Backend, "store" | "files" | "clock">;

/**
 * Runs work that stores a new file. Afterwards the file is deleted, unless the work has inserted its row with
 * `insertFile`. A note is written first, so that a file without a row is deleted even if the process dies.
 *
 * @param work receives the id of the file
 */
export async function withNewFile<Result>(
  backend: FileBackend,
  work: (fileId: string) => Promise<Result>,
): Promise<Result> {
  const { store, files, clock } = backend;
  const id = newId("fil");
  await store.sql`
    INSERT INTO files_moves (file_id, folder_id, direction, started_at)
    VALUES (${id}, ${files.folderId}, 'in', ${clock()})`;
  try {
    return await work(id);
  } finally {
    await deleteUnrecorded(backend, id);
  }
}

/** Deletes a file that has no row. The note of a file is deleted in the transaction that inserts its row. */
export async function deleteUnrecorded({ store, files }: FileBackend, fileId: string): Promise<void> {
  const notes = await store.sql`SELECT 1 AS x FROM files_moves WHERE file_id = ${fileId}`;
  if (notes.length === 0) return;
  await files.remove(fileId);
  await store.sql`DELETE FROM files_moves WHERE file_id = ${fileId}`;
}

/** Inserts the row of a stored file and deletes its note. */
export async function insertFile(
  sql: TransactionSql,
  order: Order,
  { id, bytes, sha256 }: StoredFile,
  { role, position, fileName, mediaType }: FileInfo,
  now: number,
): Promise<void> {
  await sql`
    INSERT INTO orders_files (id, order_id, role, position, file_name, media_type, bytes, sha256, created_at)
    VALUES (${id}, ${order.id}, ${role}, ${position}, ${fileName}, ${mediaType}, ${bytes}, ${sha256}, ${now})`;
  await sql`DELETE FROM files_moves WHERE file_id = ${id}`;
}

/** Schedules the deletion of the files that an ended order no longer needs. The cleanup deletes them after the commit. */
export async function scheduleFileDeletion(
  { files, clock }: Pick<Backend, "files" | "clock">,
  sql: TransactionSql,
  { id, state }: Order,
): Promise<void> {
  if (state !== "completed" && state !== "failed" && state !== "timed_out" && state !== "expired") return;
  const keptRole = state === "completed" ? "result" : "none";
  await sql`
    INSERT INTO files_moves (file_id, folder_id, direction, started_at)
    SELECT id, ${files.folderId}, 'out', ${clock()} FROM orders_files WHERE order_id = ${id} AND role <> ${keptRole}`;
  await sql`DELETE FROM orders_files WHERE order_id = ${id} AND role <> ${keptRole}`;
}
