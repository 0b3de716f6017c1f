import type { UploadSink } from "errata/guards/upload";
import type { TransactionSql } from "errata/store";
import type { FileKeeping } from "./file-keeping.ts";
import type { ReceivedFile } from "./file-store.ts";

/** A file on its way in. */
export interface Intake<Facts, Result> {
  readonly fileId: string;
  /** Whose quota the file counts against. */
  readonly account: string;
  /** Length of the file as announced; null when unknown. */
  readonly declaredBytes: number | null;
  /** Brings the bytes into the sink and finishes it; throws to refuse the file. @param grow to be called before bytes are stored */
  readonly receive: (sink: UploadSink, grow: (totalBytes: number) => Promise<void>) => Promise<Facts>;
  /** Writes the file's rows, in the transaction that charges its bytes; throws to refuse the file. */
  readonly record: (sql: TransactionSql, file: ReceivedFile, facts: Facts) => Promise<Result>;
}

/**
 * Takes a file in: holds quota, writes and syncs the bytes, then charges the quota together with the file's rows.
 * Whatever fails on the way, or whenever the process dies, no half file remains, and what was held returns.
 *
 * @throws what the quota refuses with, and what `receive` and `record` throw
 */
export async function takeIn<Facts, Result>(keeping: FileKeeping, intake: Intake<Facts, Result>): Promise<Result> {
  const { fileId, account, declaredBytes, receive, record } = intake;
  const { store, files, storage } = keeping;
  // Before anything is held: the note is what leads the next process to the hold.
  await store.sql`
    INSERT INTO files_moves (file_id, folder_id, direction, started_at)
    VALUES (${fileId}, ${files.folderId}, 'in', ${keeping.clock()})`;
  try {
    return await storage.keep(
      { account, declaredBytes, reservationId: fileId },
      {
        sqlOnly: true,
        async receive(hold) {
          const incoming = await files.receive(fileId);
          const facts = await receive(incoming, hold.grow);
          await files.keep(fileId);
          return { facts, file: incoming.measure() };
        },
        bytes: ({ file }) => file.bytes,
        async effect(sql, { facts, file }) {
          const result = await record(sql, file, facts);
          await sql`DELETE FROM files_moves WHERE file_id = ${fileId}`;
          return result;
        },
      },
    );
  } catch (error) {
    await giveUp(keeping, fileId);
    throw error;
  }
}

/** Removes what came of a file that has no row. The note of its move is gone exactly when the row was written. */
export async function giveUp({ store, files }: FileKeeping, fileId: string): Promise<void> {
  const moves = await store.sql`SELECT 1 AS x FROM files_moves WHERE file_id = ${fileId}`;
  if (moves.length === 0) return;
  await files.remove(fileId);
  await store.sql`DELETE FROM files_moves WHERE file_id = ${fileId}`;
}
