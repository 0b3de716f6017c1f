import type { UploadSink } from "errata/guards/upload";
import type { TransactionSql } from "errata/store";
import type { ReceivedFile } from "../../shared/files/index.ts";
import { newId } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import type { Order } from "./order.ts";

/** A file that lies on the disk, and is to get its row. */
export interface KeptFile extends ReceivedFile {
  readonly id: string;
}

type Keeping = Pick<Backend, "store" | "files" | "clock">;

/**
 * Brings a file to the disk, whole, and has its row written. A note is made first, so that nothing remains of a file
 * without a row, whenever the process dies.
 *
 * @param receive brings the bytes into the sink and finishes it; throws to refuse the file
 * @param record writes the row, with `addFile`; throws to refuse the file
 */
export async function keepFile<Facts, Result>(
  keeping: Keeping,
  receive: (sink: UploadSink) => Promise<Facts>,
  record: (file: KeptFile, facts: Facts) => Promise<Result>,
): Promise<Result> {
  const { store, files, clock } = keeping;
  const id = newId("fil");
  await store.sql`
    INSERT INTO files_moves (file_id, folder_id, direction, started_at)
    VALUES (${id}, ${files.folderId}, 'in', ${clock()})`;
  try {
    const sink = await files.receive(id);
    const facts = await receive(sink);
    await files.keep(id);
    return await record({ id, ...sink.measure() }, facts);
  } catch (error) {
    await dropFile(keeping, id);
    throw error;
  }
}

/** Removes a file without a row. Its note is gone exactly when the row was written, whatever was heard of that. */
export async function dropFile({ store, files }: Keeping, fileId: string): Promise<void> {
  const notes = await store.sql`SELECT 1 AS x FROM files_moves WHERE file_id = ${fileId}`;
  if (notes.length === 0) return;
  await files.remove(fileId);
  await store.sql`DELETE FROM files_moves WHERE file_id = ${fileId}`;
}

/** What the API tells of a file. */
export interface FileFacts {
  readonly role: "upload" | "result";
  readonly position: number;
  readonly fileName: string;
  readonly mediaType: string;
}

/** Writes a file's row in the transaction that needs it, and takes its note away. */
export async function addFile(
  sql: TransactionSql,
  order: Order,
  { id, bytes, sha256 }: KeptFile,
  { role, position, fileName, mediaType }: FileFacts,
  now: number,
): Promise<void> {
  await sql`
    INSERT INTO orders_files (id, order_id, role, position, file_name, media_type, bytes, sha256, created_at)
    VALUES (${id}, ${order.id}, ${role}, ${position}, ${fileName}, ${mediaType}, ${bytes}, ${sha256}, ${now})`;
  await sql`DELETE FROM files_moves WHERE file_id = ${id}`;
}
