import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type Database from "libsql";
import { checkInteger, checkValues, codeOf, flatten, loadDriver } from "../engine/index.ts";
import type { SqlInput, SqlValue } from "../store.ts";
import { StoreError } from "../store-error.ts";

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

/**
 * Opens or creates the file, and takes the lock that the operating system releases when the process dies.
 *
 * @param sharedWaitMs longest wait for other processes, which may open the file too. @default no other may
 * @throws STORE_LOCKED when the file is already open, in this process or another
 * @throws STORE_DRIVER_MISSING when libsql is not installed
 */
export async function connect(path: string, sharedWaitMs?: number): Promise<Connection> {
  const { default: Driver } = await loadDriver("libsql", "errata/store/sqlite", () => import("libsql"));
  const database = open(Driver, path, sharedWaitMs);
  const compiled = new WeakMap<TemplateStringsArray, Compiled>();
  const begin = database.prepare("BEGIN IMMEDIATE");
  const commit = database.prepare("COMMIT");
  const beginSavepoint = database.prepare("SAVEPOINT part");
  const releaseSavepoint = database.prepare("RELEASE part");
  const rollbackSavepoint = database.prepare("ROLLBACK TO part");
  return {
    get isInTransaction() {
      return database.inTransaction;
    },
    run: (text, values) => translateErrors(() => run(database, compiled, text, values)),
    exec: (statement) => translateErrors(() => database.exec(statement)),
    begin: () => translateErrors(() => begin.run()),
    commit: () => translateErrors(() => commit.run()),
    rollback: () => translateErrors(() => database.inTransaction && database.exec("ROLLBACK")),
    beginSavepoint: () => translateErrors(() => beginSavepoint.run()),
    releaseSavepoint: () => translateErrors(() => releaseSavepoint.run()),
    rollbackSavepoint: () => {
      translateErrors(() => rollbackSavepoint.run());
      translateErrors(() => releaseSavepoint.run());
    },
    checkpoint: () => translateErrors(() => database.pragma("wal_checkpoint(TRUNCATE)")),
    close: () => (sharedWaitMs === undefined ? close(database) : database.close()),
  };
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

const UNAVAILABLE = /^SQLITE_(BUSY|IOERR|FULL|READONLY|CORRUPT|CANTOPEN|NOTADB|NOMEM)/;

function translateErrors<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    if (!UNAVAILABLE.test(codeOf(cause))) throw cause;
    throw new StoreError("STORE_UNAVAILABLE", `the embedded store cannot read or write its file (${codeOf(cause)}).`, {
      cause,
    });
  }
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
  return new StoreError(
    "STORE_UNAVAILABLE",
    `the embedded store ${path} cannot be opened (${codeOf(cause) || String(cause)}). ` +
      "Check that the folder is writable and that the file is an SQLite database.",
    { cause },
  );
}
