import type { Migrations, Sql, Store, TransactionSql } from "errata/store";
import { every } from "../concurrency/index.ts";
import type { FileStore } from "./file-store.ts";

/** Everything that storing and deleting files needs. */
export interface MoveBackend {
  /** A store with the tables of `fileMigrations`. */
  readonly store: Store;
  readonly files: FileStore;
  /** Returns the current time in epoch milliseconds. */
  readonly clock: () => number;
}

/** A file that is being stored. */
export interface FileMove {
  readonly fileId: string;
  /** Stores the received file durably. @param signal cancels the request; its reason is thrown */
  keep(signal?: AbortSignal): Promise<void>;
  /** Stores a file that is completely in memory. @param signal cancels the request; its reason is thrown */
  write(content: Uint8Array, signal?: AbortSignal): Promise<void>;
  /** Ends the move in the transaction that inserts the file's row. @throws MoveLost if the lease was lost */
  end(sql: TransactionSql): Promise<void>;
}

/** Reports that a file took longer to store than its lease allowed, so that another process deleted it. */
export class MoveLost extends Error {
  override readonly name = "MoveLost";

  constructor(fileId: string) {
    super(`${fileId} was deleted before its row was inserted, because the lease of its upload had ended`);
  }
}

/**
 * The tables of files, for all APIs: where the files of this database are, and the files that are being stored (`in`) or
 * deleted (`out`). A move whose lease has ended belongs to a process that died, and any process can finish it.
 */
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
    [
      `ALTER TABLE files_moves RENAME COLUMN folder_id TO api`,
      `ALTER TABLE files_moves RENAME COLUMN started_at TO lease_until`,
      `UPDATE files_moves SET api = CASE SUBSTR(file_id, 1, 3) WHEN 'img' THEN 'vision' WHEN 'fil' THEN 'orders' ELSE 'imaging' END`,
      `CREATE INDEX files_moves_ended ON files_moves (api, lease_until)`,
      `CREATE TABLE files_location (
        name TEXT PRIMARY KEY,
        id TEXT NOT NULL
      )`,
    ],
  ],
};

/** How long a move belongs to its process without a renewal, in milliseconds. A frozen database may last 20 s. */
export const moveLeaseMs = 60_000;
const renewEveryMs = 15_000;
const batchSize = 100;

/**
 * Runs work that stores a new file. Afterwards the file is deleted, unless the work has ended the move. The move is written
 * first, so that a file without a row is deleted even if this process dies.
 */
export async function withNewFile<Result>(
  backend: MoveBackend,
  fileId: string,
  work: (move: FileMove) => Promise<Result>,
): Promise<Result> {
  const { store, files, clock } = backend;
  await insertMove(backend, store.sql, fileId, "in");
  const lease = every(
    renewEveryMs,
    () => store.sql`
      UPDATE files_moves SET lease_until = ${clock() + moveLeaseMs} WHERE file_id = ${fileId} AND direction = 'in'`,
    // The next renewal tries again, and the end of the move notices a lease that was lost.
    () => undefined,
  );
  lease.start();
  let isEnded = false;
  // A request that failed may still reach the object store, so the file is deleted once more when the lease ends.
  let isSettled = true;
  const settle = async (storing: Promise<void>): Promise<void> => {
    isSettled = false;
    await storing;
    isSettled = true;
  };
  const move: FileMove = {
    fileId,
    keep: (signal) => settle(files.keep(fileId, signal)),
    write: (content, signal) => settle(files.write(fileId, content, signal)),
    async end(sql) {
      await endMove(sql, fileId);
      isEnded = true;
    },
  };
  try {
    const result = await work(move);
    if (!isEnded) await discard(backend, fileId, isSettled);
    return result;
  } catch (error) {
    if (error instanceof MoveLost) await files.remove(fileId).catch(() => undefined);
    else await discard(backend, fileId, isSettled);
    throw error;
  } finally {
    await lease.stop();
  }
}

/** Schedules the deletion of files, in the transaction that deletes their rows. `discardFile` or the sweep does it after the commit. */
export async function scheduleDeletion(
  backend: Pick<MoveBackend, "files" | "clock">,
  sql: TransactionSql,
  fileIds: readonly string[],
): Promise<void> {
  for (const fileId of fileIds) await insertMove(backend, sql, fileId, "out", 0);
}

/**
 * Deletes a file that has no row. Does nothing if its row was committed, because the same transaction ends the move. If
 * the deletion fails, the move remains, and `sweepFiles` tries again.
 */
export async function discardFile(backend: MoveBackend, fileId: string): Promise<void> {
  await discard(backend, fileId, true);
}

/**
 * Deletes the files of moves whose process died. Several processes can do this at the same time.
 *
 * @param onDelete runs before a file is deleted, for instance to release its quota
 * @param isOnlyProcess true at the start of the only process: every move belongs to a dead one
 * @returns the number of files
 */
export async function sweepFiles(
  backend: MoveBackend,
  onDelete: (fileId: string) => Promise<unknown> = async () => undefined,
  isOnlyProcess = false,
): Promise<number> {
  const { store, files, clock } = backend;
  const now = clock();
  const until = isOnlyProcess ? Number.MAX_SAFE_INTEGER : now;
  // Claimed by a lease of their own. An upload that continues can no longer end its move.
  const moves = await store.sql<{ file_id: string }>`
    UPDATE files_moves SET direction = 'out', lease_until = ${now + moveLeaseMs}
    WHERE lease_until <= ${until} AND file_id IN (
      SELECT file_id FROM files_moves WHERE api = ${files.name} AND lease_until <= ${until}
      ORDER BY lease_until LIMIT ${batchSize})
    RETURNING file_id`;
  for (const { file_id } of moves) {
    await onDelete(file_id);
    await files.remove(file_id);
    await deleteMove(store.sql, file_id);
  }
  if (moves.length < batchSize) return moves.length;
  return moves.length + (await sweepFiles(backend, onDelete, isOnlyProcess));
}

async function endMove(sql: TransactionSql, fileId: string): Promise<void> {
  const ended = await sql`
    DELETE FROM files_moves WHERE file_id = ${fileId} AND direction = 'in' RETURNING file_id`;
  if (ended.length === 0) throw new MoveLost(fileId);
}

/** Failures are ignored: the error that led here is the one to report, and the move remains. */
async function discard({ store, files }: MoveBackend, fileId: string, isSettled: boolean): Promise<void> {
  try {
    const moves = await store.sql`SELECT 1 AS x FROM files_moves WHERE file_id = ${fileId}`;
    if (moves.length === 0) return;
    await files.remove(fileId);
    if (isSettled) await deleteMove(store.sql, fileId);
  } catch {
    // `sweepFiles` tries again.
  }
}

async function insertMove(
  { files, clock }: Pick<MoveBackend, "files" | "clock">,
  sql: Sql,
  fileId: string,
  direction: "in" | "out",
  leaseMs = moveLeaseMs,
): Promise<void> {
  await sql`
    INSERT INTO files_moves (file_id, api, direction, lease_until)
    VALUES (${fileId}, ${files.name}, ${direction}, ${clock() + leaseMs})`;
}

async function deleteMove(sql: Sql, fileId: string): Promise<void> {
  await sql`DELETE FROM files_moves WHERE file_id = ${fileId}`;
}
