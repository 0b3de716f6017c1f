import type { TransactionSql } from "errata/store";
import { type FileMove, type ReceivedFile, scheduleDeletion } from "../../shared/files/index.ts";
import type { Backend } from "../backend.ts";
import type { Order } from "./order.ts";

/** A file that was stored completely, and has no row yet. */
export interface StoredFile extends ReceivedFile {
  readonly move: FileMove;
}

/** Properties of a file that callers see. */
export interface FileInfo {
  readonly role: "upload" | "result";
  readonly position: number;
  readonly fileName: string;
  readonly mediaType: string;
}

/** Inserts the row of a stored file and ends its move. */
export async function insertFile(
  sql: TransactionSql,
  order: Order,
  { move, bytes, sha256 }: StoredFile,
  { role, position, fileName, mediaType }: FileInfo,
  now: number,
): Promise<void> {
  await sql`
    INSERT INTO orders_files (id, order_id, role, position, file_name, media_type, bytes, sha256, created_at)
    VALUES (${move.fileId}, ${order.id}, ${role}, ${position}, ${fileName}, ${mediaType}, ${bytes}, ${sha256}, ${now})`;
  await move.end(sql);
}

/** Schedules the deletion of the files that an ended order no longer needs. The cleanup deletes them after the commit. */
export async function scheduleFileDeletion(
  backend: Pick<Backend, "files" | "clock">,
  sql: TransactionSql,
  { id, state }: Order,
): Promise<void> {
  if (state !== "completed" && state !== "failed" && state !== "timed_out" && state !== "expired") return;
  const keptRole = state === "completed" ? "result" : "none";
  const files = await sql<{ id: string }>`
    DELETE FROM orders_files WHERE order_id = ${id} AND role <> ${keptRole} RETURNING id`;
  await scheduleDeletion(
    backend,
    sql,
    files.map((file) => file.id),
  );
}
