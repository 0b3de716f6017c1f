import { randomInt } from "node:crypto";
import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type Database from "libsql";
import { checkInteger, checkValues, codeOf, flatten, loadDriver } from "../engine/index.ts";
import type { SqlInput, SqlValue } from "../store.ts";
import { StoreError } from "../store-error.ts";
import { inspectLog } from "./inspect-log.ts";
import { type FileWatch, watchFile } from "./watch-file.ts";

/** The only connection to one SQLite file. Every call is synchronous. */
export interface Connection {
  /** Runs one statement, and caches its compiled form as long as its template exists. */
  run(text: TemplateStringsArray, values: readonly SqlInput[]): object[];
  exec(statement: string): void;
  readonly isInTransaction: boolean;
  begin(): void;
  commit(): void;
  /** Rolls back the open transaction; does nothing if the engine already did. */
  rollback(): void;
  /** Opens a savepoint in the transaction, which can be rolled back on its own. */
  beginSavepoint(): void;
  releaseSavepoint(): void;
  rollbackSavepoint(): void;
  /** Moves the write-ahead log into the file and empties it. Does nothing in a transaction. */
  checkpoint(): void;
  close(): void;
}

/** How to open a file. */
export interface ConnectOptions {
  /** Longest wait for other processes, which may open the file too. @default no other may */
  readonly sharedWaitMs?: number | undefined;
  /** Receives the error after which no statement runs any more, because the file is damaged. */
  readonly onDamage: (error: StoreError) => void;
}

/**
 * Opens or creates the file, and takes the lock that the operating system releases when the process dies.
 *
 * @throws STORE_LOCKED when the file is already open, in this process or another
 * @throws STORE_DAMAGED when the file is not a database, or commits in its log cannot be read
 * @throws STORE_DRIVER_MISSING when libsql is not installed
 */
export async function connect(path: string, { sharedWaitMs, onDamage }: ConnectOptions): Promise<Connection> {
  const { default: Driver } = await loadDriver("libsql", "errata/store/sqlite", () => import("libsql"));
  const isOwned = sharedWaitMs === undefined && path !== ":memory:";
  if (isOwned) await checkLog(path);
  const database = open(Driver, path, sharedWaitMs);
  const compiled = new WeakMap<TemplateStringsArray, Compiled>();
  let damage: StoreError | undefined;
  const report = (error: StoreError): void => {
    if (damage !== undefined) return;
    damage = error;
    onDamage(error);
  };
  const watch = isOwned ? watchDatabase(database, path, (what) => report(damaged(path, what))) : undefined;
  const attempt = <Result>(work: () => Result): Result => {
    if (damage !== undefined) throw damage;
    try {
      return work();
    } catch (cause) {
      const error = translateError(path, cause);
      if (error instanceof StoreError && error.code === "STORE_DAMAGED") report(error);
      throw error;
    }
  };
  const begin = database.prepare("BEGIN IMMEDIATE");
  const commit = database.prepare("COMMIT");
  const beginSavepoint = database.prepare("SAVEPOINT part");
  const releaseSavepoint = database.prepare("RELEASE part");
  const rollbackSavepoint = database.prepare("ROLLBACK TO part");
  return {
    get isInTransaction() {
      return database.inTransaction;
    },
    run: (text, values) => attempt(() => run(database, compiled, text, values)),
    exec: (statement) => attempt(() => database.exec(statement)),
    begin: () => attempt(() => begin.run()),
    commit: () => attempt(() => commit.run()),
    rollback: () => attempt(() => database.inTransaction && database.exec("ROLLBACK")),
    beginSavepoint: () => attempt(() => beginSavepoint.run()),
    releaseSavepoint: () => attempt(() => releaseSavepoint.run()),
    rollbackSavepoint: () => {
      attempt(() => rollbackSavepoint.run());
      attempt(() => releaseSavepoint.run());
    },
    checkpoint() {
      attempt(() => database.pragma("wal_checkpoint(TRUNCATE)"));
      watch?.expectEmptyLog();
    },
    close() {
      // Closing would write the log into a file that may be another one by now.
      if (damage !== undefined) return;
      try {
        if (sharedWaitMs === undefined) close(database);
        else database.close();
      } finally {
        watch?.stop();
      }
    },
  };
}

/** @throws STORE_DAMAGED when the engine would ignore commits. One can be that of a transaction that a power failure interrupted. */
async function checkLog(path: string): Promise<void> {
  let log = await inspectLog(path);
  // Another process that owns the file may have started the log anew in the meantime.
  if (log !== undefined && log.lostCommits > 1) log = await inspectLog(path);
  if (log === undefined || log.lostCommits < 2) return;
  const lost = Number.isFinite(log.lostCommits) ? `at least ${log.lostCommits}` : "all";
  throw new StoreError(
    "STORE_DAMAGED",
    `${path}-wal is damaged after ${log.readableBytes} of ${log.bytes} bytes, and ${lost} of the transactions after that ` +
      "cannot be read. Restore a backup into an empty folder, or open the store without these transactions: " +
      `truncate -s ${log.readableBytes} ${path}-wal`,
  );
}

/** Marks the file with a number of this connection, so that another copy of the database in its place is recognised. */
function watchDatabase(database: Database.Database, path: string, onDamage: (what: string) => void): FileWatch {
  const id = randomInt(1, 2 ** 31);
  try {
    database.pragma(`user_version = ${id}`);
    database.pragma("wal_checkpoint(TRUNCATE)");
    return watchFile(path, id, onDamage);
  } catch (cause) {
    close(database);
    throw cannotOpen(path, cause);
  }
}

/**
 * Leaves WAL and the exclusive locking mode before closing. Otherwise the engine keeps the connection and its lock until
 * the garbage collector frees the last compiled statement.
 */
function close(database: Database.Database): void {
  try {
    database.pragma("journal_mode = DELETE");
    database.pragma("locking_mode = NORMAL");
    database.exec("SELECT COUNT(*) FROM sqlite_master");
  } finally {
    database.close();
  }
}

interface Compiled {
  readonly statement: Database.Statement<[readonly SqlValue[]]>;
  readonly hasRows: boolean;
}

function open(Driver: typeof Database, path: string, sharedWaitMs: number | undefined): Database.Database {
  if (path !== ":memory:") mkdirSync(dirname(resolve(path)), { recursive: true });
  let database: Database.Database | undefined;
  try {
    database = new Driver(path);
    // Set before the first access to the WAL, which then needs no shared-memory file.
    database.pragma(sharedWaitMs === undefined ? "locking_mode = EXCLUSIVE" : `busy_timeout = ${sharedWaitMs}`);
    database.pragma("journal_mode = WAL");
    database.pragma("synchronous = FULL");
    database.pragma("foreign_keys = ON");
    // Deleted rows are overwritten with zeros.
    database.pragma("secure_delete = ON");
    // 16 MB of pages instead of 2 MB, so that the pages which many accounts write in turn stay in memory.
    database.pragma("cache_size = -16000");
    // 8,000 pages (32 MB) between two checkpoints instead of 1,000, so a hot page is written back less often.
    database.pragma("wal_autocheckpoint = 8000");
    if (sharedWaitMs === undefined) takeLock(database);
    return database;
  } catch (cause) {
    database?.close();
    throw cannotOpen(path, cause);
  }
}

/** The first write takes the lock of the exclusive mode and keeps it. */
function takeLock(database: Database.Database): void {
  database.exec("BEGIN EXCLUSIVE");
  database.exec("COMMIT");
}

function run(
  database: Database.Database,
  compiled: WeakMap<TemplateStringsArray, Compiled>,
  template: TemplateStringsArray,
  inputs: readonly SqlInput[],
): object[] {
  const { text, values } = flatten(template, inputs);
  checkValues(text, values);
  let entry = compiled.get(text);
  if (entry === undefined) {
    const statement = database.prepare<[readonly SqlValue[]]>(text.join("?"));
    entry = { statement, hasRows: statement.reader };
    compiled.set(text, entry);
  }
  if (!entry.hasRows) {
    entry.statement.run(values);
    return [];
  }
  const rows = entry.statement.all(values) as Record<string, SqlValue>[];
  for (const row of rows) checkRow(row);
  return rows;
}

/** The driver rounds integers beyond 2^53 - 1; the rounded number is never a safe integer. */
function checkRow(row: Record<string, SqlValue>): void {
  for (const name in row) {
    const value = row[name];
    if (typeof value === "number" && Number.isInteger(value)) checkInteger(value);
  }
}

const UNAVAILABLE = /^SQLITE_(BUSY|FULL|READONLY|CANTOPEN|NOMEM)/;
/** After a failed read or sync, the engine no longer knows what is in the file. */
const DAMAGED = /^SQLITE_(IOERR|CORRUPT|NOTADB)/;

/** @returns the error to throw; errors of the statement itself are not changed */
function translateError(path: string, cause: unknown): unknown {
  const code = codeOf(cause);
  if (DAMAGED.test(code)) return damaged(path, `it cannot be read or written (${code})`, cause);
  if (!UNAVAILABLE.test(code)) return cause;
  return new StoreError("STORE_UNAVAILABLE", `the embedded store cannot read or write its file (${code}).`, { cause });
}

function damaged(path: string, what: string, cause?: unknown): StoreError {
  return new StoreError(
    "STORE_DAMAGED",
    `the embedded store ${path} is damaged: ${what}. Nothing is read or written any more. ` +
      "Stop the process, and restore a backup into an empty folder.",
    { cause },
  );
}

function cannotOpen(path: string, cause: unknown): StoreError {
  if (codeOf(cause).startsWith("SQLITE_BUSY")) {
    return new StoreError(
      "STORE_LOCKED",
      `the embedded store ${path} is already open, in this process or another; only one can own it. ` +
        "Close the other one, open another path, or use PostgreSQL to share data between processes.",
      { cause },
    );
  }
  const code = codeOf(cause);
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
    return new StoreError(
      "STORE_DAMAGED",
      `the embedded store ${path} is damaged, or not an SQLite database (${code}). ` +
        "Restore a backup into an empty folder, or open another path.",
      { cause },
    );
  }
  return new StoreError(
    "STORE_UNAVAILABLE",
    `the embedded store ${path} cannot be opened (${code || String(cause)}). ` +
      "Check that the folder exists and is writable.",
    { cause },
  );
}
