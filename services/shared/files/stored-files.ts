import type { StorageQuotaGuard } from "errata/guards";
import type { UploadSink } from "errata/guards/upload";
import type { Balances, Migrations, Store, TransactionSql } from "errata/store";
import type { FileStore, ReceivedFile } from "./file-store.ts";

/** Everything that storing files with quotas needs. The backend of an API extends it. */
export interface FileBackend {
  /** A store with the tables of `fileMigrations`. */
  readonly store: Store;
  readonly files: FileStore;
  /** Limits the bytes of each account's files. */
  readonly storage: StorageQuotaGuard;
  /** The ledger of `storage`. */
  readonly storageLedger: Balances;
  /** Returns the current time in epoch milliseconds. */
  readonly clock: () => number;
}

/** The table of files that are being stored or deleted, for all APIs. A row outlives its request only after a crash. */
export const fileMigrations: Migrations = {
  component: "files",
  steps: [
    [
      `CREATE TABLE files_moves (
        file_id TEXT PRIMARY KEY,
        folder_id TEXT NOT NULL,
        direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
        started_at BIGINT NOT NULL
      )`,
    ],
  ],
};

/** A file to store. */
export interface NewFile<Info, Result> {
  readonly fileId: string;
  /** The account whose quota the file counts against. */
  readonly account: string;
  /** Length of the file as declared by the client, in bytes; null if unknown. */
  readonly declaredBytes: number | null;
  /**
   * Writes the bytes to the sink and finishes it. Throws to reject the file.
   *
   * @param grow call it with the total number of bytes before storing more
   */
  readonly receive: (sink: UploadSink, grow: (totalBytes: number) => Promise<void>) => Promise<Info>;
  /** Inserts the file's rows in the transaction that counts its bytes. Throws to reject the file. */
  readonly record: (sql: TransactionSql, file: ReceivedFile, info: Info) => Promise<Result>;
}

/**
 * Stores a file: reserves quota, writes and syncs the bytes, then counts them in the transaction that inserts the file's
 * rows. A failure or crash at any point leaves no partial file and no reserved quota.
 *
 * @throws the refusal of the quota; what `receive` and `record` throw
 */
export async function storeFile<Info, Result>(backend: FileBackend, file: NewFile<Info, Result>): Promise<Result> {
  const { fileId, account, declaredBytes, receive, record } = file;
  const { store, files, storage } = backend;
  // Before the reservation, so that the next process finds the reservation after a crash.
  await store.sql`
    INSERT INTO files_moves (file_id, folder_id, direction, started_at)
    VALUES (${fileId}, ${files.folderId}, 'in', ${backend.clock()})`;
  try {
    return await storage.keep(
      { account, declaredBytes, reservationId: fileId },
      {
        sqlOnly: true,
        async receive(reservation) {
          const incoming = await files.receive(fileId);
          const info = await receive(incoming, reservation.grow);
          await files.keep(fileId);
          return { info, received: incoming.measure() };
        },
        bytes: ({ received }) => received.bytes,
        async effect(sql, { info, received }) {
          const result = await record(sql, received, info);
          await sql`DELETE FROM files_moves WHERE file_id = ${fileId}`;
          return result;
        },
      },
    );
  } catch (error) {
    await discardFile(backend, fileId);
    throw error;
  }
}

/**
 * Returns a file's bytes to the quota and schedules its deletion, in the transaction that deletes its rows. Call
 * `discardFile` after the commit; after a crash `reconcileFiles` does.
 */
export async function scheduleFileDeletion(
  { storage, files, clock }: FileBackend,
  sql: TransactionSql,
  file: { readonly id: string; readonly account: string; readonly bytes: number },
): Promise<void> {
  await storage.free(sql, { id: file.id, account: file.account, bytes: file.bytes });
  await sql`
    INSERT INTO files_moves (file_id, folder_id, direction, started_at)
    VALUES (${file.id}, ${files.folderId}, 'out', ${clock()})`;
}

/** Deletes a file that has no rows. Does nothing if its rows were committed, because the same transaction ends the move. */
export async function discardFile({ store, files }: FileBackend, fileId: string): Promise<void> {
  const moves = await store.sql`SELECT 1 AS x FROM files_moves WHERE file_id = ${fileId}`;
  if (moves.length === 0) return;
  await files.remove(fileId);
  await store.sql`DELETE FROM files_moves WHERE file_id = ${fileId}`;
}

/**
 * Cleans up after a crash: deletes the files that a previous process was storing or deleting in this folder, and releases
 * their quota. Call it before serving.
 *
 * @returns the number of deleted files
 */
export async function reconcileFiles(backend: FileBackend): Promise<number> {
  const moves = await backend.store.sql<{ file_id: string }>`
    SELECT file_id FROM files_moves WHERE folder_id = ${backend.files.folderId}`;
  for (const { file_id } of moves) {
    await backend.storage.releaseReservation(file_id);
    await discardFile(backend, file_id);
  }
  await backend.files.sweepIncoming();
  return moves.length;
}
