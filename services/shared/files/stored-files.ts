import type { StorageQuotaGuard } from "errata/guards";
import type { UploadSink } from "errata/guards/upload";
import type { Balances, TransactionSql } from "errata/store";
import { type BackgroundJob, every } from "../concurrency/index.ts";
import { type MoveBackend, scheduleDeletion, sweepFiles, withNewFile } from "./file-moves.ts";
import type { FileStore, ReceivedFile } from "./file-store.ts";
import { folderFiles } from "./folder-files.ts";
import { type S3Options, s3Client } from "./s3-client.ts";
import { s3Files } from "./s3-files.ts";

/** Everything that storing files with quotas needs. The backend of an API extends it. */
export interface FileBackend extends MoveBackend {
  /** Limits the bytes of each account's files. */
  readonly storage: StorageQuotaGuard;
  /** The ledger of `storage`. */
  readonly storageLedger: Balances;
}

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
  // The move is written before the reservation, so that the reservation is found after a crash.
  return await withNewFile(backend, fileId, (move) =>
    backend.storage.keep(
      { account, declaredBytes, reservationId: fileId },
      {
        sqlOnly: true,
        async receive(reservation) {
          const incoming = await backend.files.receive(fileId);
          const info = await receive(incoming, reservation.grow);
          await move.keep();
          return { info, received: incoming.measure() };
        },
        bytes: ({ received }) => received.bytes,
        async effect(sql, { info, received }) {
          const result = await record(sql, received, info);
          await move.end(sql);
          return result;
        },
      },
    ),
  );
}

/**
 * Returns a file's bytes to the quota and schedules its deletion, in the transaction that deletes its rows. Call
 * `discardFile` after the commit; after a crash the sweep does.
 */
export async function scheduleFileDeletion(
  backend: FileBackend,
  sql: TransactionSql,
  file: { readonly id: string; readonly account: string; readonly bytes: number },
): Promise<void> {
  await backend.storage.free(sql, { id: file.id, account: file.account, bytes: file.bytes });
  await scheduleDeletion(backend, sql, [file.id]);
}

/**
 * Deletes the files that dead processes were storing or deleting, and releases their quota. Reservations that could not be released
 * when their upload failed are released when they expire.
 *
 * @param isOnlyProcess true at the start of the only process: every move belongs to a dead one
 * @returns the number of files
 */
export async function reconcileFiles(backend: FileBackend, isOnlyProcess = false): Promise<number> {
  const count = await sweepFiles(backend, (fileId) => backend.storage.releaseReservation(fileId), isOnlyProcess);
  await backend.store.transaction((sql) => backend.storageLedger.expire(sql), { sqlOnly: true });
  return count;
}

/** Creates the job that runs `reconcileFiles` every 10 s. */
export function fileSweeper(backend: FileBackend, onJobFailed: (error: unknown, job: string) => void): BackgroundJob {
  return every(
    10_000,
    () => reconcileFiles(backend),
    (error) => onJobFailed(error, "the deletion of files"),
  );
}

/** Where files are stored. */
export interface FilesOptions {
  /** Folder for files, or for the uploads under way if there is a bucket. Each API creates a folder of its own name in it. */
  readonly folder: string;
  /** Bucket for files, which any number of nodes share. @default none: files are stored in `folder` */
  readonly s3?: S3Options | undefined;
}

/** Opens the file store of an API. @throws TypeError for an invalid address of a bucket */
export async function openFileStore({ folder, s3 }: FilesOptions, name: string): Promise<FileStore> {
  return s3 === undefined ? await folderFiles(folder, name) : await s3Files(s3Client(s3), folder, name);
}
